"""The paper, its issues, their pages and articles, and what they are sorted by."""

from .articles import Article
from .issues import Issue, SkippedNumber
from .pages import Page, WithdrawnImage
from .paper import Paper
from .uploads import ArchiveFile, ArchiveUpload
from .vocabulary import Column, Place, Subject

__all__ = [
    "ArchiveFile",
    "ArchiveUpload",
    "Article",
    "Column",
    "Issue",
    "Page",
    "Paper",
    "Place",
    "SkippedNumber",
    "Subject",
    "WithdrawnImage",
]
