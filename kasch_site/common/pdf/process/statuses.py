"""How the process that sanitises a PDF ends."""

import enum


class Status(enum.IntEnum):
    """Why a PDF is refused; 0 means that it was sanitised."""

    ENCRYPTED = 40
    BROKEN = 41
    NO_PAGES = 42
    TOO_MANY_PAGES = 43
    PAGE_TOO_LARGE = 44
    NOT_CLEAN = 45
