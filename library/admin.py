"""Admin registrations of the library; each module imported below registers its own."""

from .staff import copies, desk, imports, patrons, requests, rules, statistics, stocktaking, titles, vocabulary

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
