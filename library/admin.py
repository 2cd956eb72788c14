"""Admin registrations of the library; each module imported below registers its own."""

from .staff import desk, imports, patrons, requests, rules, statistics, stocktaking, titles, vocabulary

__all__ = ["desk", "imports", "patrons", "requests", "rules", "statistics", "stocktaking", "titles", "vocabulary"]
