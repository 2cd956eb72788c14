"""Admin registrations of the library; each module imported below registers its own."""

from .staff import statistics
from .staff.catalogue import copies, imports, titles, vocabulary
from .staff.circulation import desk, patrons, requests, rules, stocktaking

__all__ = [
    "copies",
    "desk",
    "imports",
    "patrons",
    "requests",
    "rules",
    "statistics",
    "stocktaking",
    "titles",
    "vocabulary",
]
