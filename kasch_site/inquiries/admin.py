"""Admin of inquiries; the pages are in `staff`."""

from .staff import inquiries

__all__ = ["inquiries"]
