"""Admin registrations of the newspaper; each module imported below registers its own."""

from .staff import (
    articles,
    contributions,
    hiding,
    issues,
    pages,
    paper,
    removal,
    uploads,
    vocabulary,
)

__all__ = ["articles", "contributions", "hiding", "issues", "pages", "paper", "removal", "uploads", "vocabulary"]
