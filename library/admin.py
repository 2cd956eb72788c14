"""Admin registrations of the library; each module imported below registers its own."""

from .staff import titles, vocabulary

__all__ = ["titles", "vocabulary"]
