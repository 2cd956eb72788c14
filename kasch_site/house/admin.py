"""Admin of the house; each imported module registers its own classes."""

from .staff import house, special_days

__all__ = ["house", "special_days"]
