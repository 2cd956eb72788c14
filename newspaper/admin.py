"""Admin registrations of the newspaper; each module imported below registers its own."""

from .staff import articles, issues, paper, vocabulary

__all__ = ["articles", "issues", "paper", "vocabulary"]
