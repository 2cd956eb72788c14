"""Admin of the house; each imported module registers its own classes."""

from .staff import house, people, special_days

__all__ = ["house", "people", "special_days"]
