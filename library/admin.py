"""Admin registrations of the library; each module imported below registers its own."""

from .staff import requests, titles, vocabulary

__all__ = ["requests", "titles", "vocabulary"]
