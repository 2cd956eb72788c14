"""Admin registrations of the newspaper; each module imported below registers its own."""

from .staff import contributions, paper, vocabulary
from .staff.issues import articles, issues, pages
from .staff.redaction import hidden_terms, removal_requests
from .staff.uploads import uploads

__all__ = [
    "articles",
    "contributions",
    "hidden_terms",
    "issues",
    "pages",
    "paper",
    "removal_requests",
    "uploads",
    "vocabulary",
]
