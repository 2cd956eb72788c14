"""Expressions over tokens: what the tokens of a document must contain. `full_text` writes them for each database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A token of letters and digits; with `is_beginning` any token that begins with it."""

    text: str
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these expressions; at least one."""

    items: tuple


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these expressions; at least one."""

    items: tuple


Expression = Token | AllOf | AnyOf
