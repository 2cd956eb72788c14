"""Tiers of a search: how well a document matches."""

from enum import IntEnum


class Tier(IntEnum):
    """How well a document matches a search: by its worst word. Better ones come first."""

    EXACT = 1  # a word of the title, of the series, or of a name
    PART = 2  # a part of a compound there, or the initial of a first name
    STEM = 3
    PART_STEM = 4
    SUBJECT = 5
    TEXT = 6
    BEGINNING = 7  # nothing else was found, and the last word is the beginning of a word
