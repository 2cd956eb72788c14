"""Models of the newspaper: issues, their pages and articles, and the vocabulary by which these are sorted."""

from .articles import Article
from .contributions import MAX_PHOTOS, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH, Consent, Contribution, ContributionFile
from .identity import IssueIdentity
from .issues import Issue, SkippedNumber
from .pages import Page, WithdrawnImage
from .paper import Paper
from .redaction import HiddenTerm, IssueRedaction, LockedOriginal
from .removal import RemovalRequest
from .reports import TextReport
from .uploads import ArchiveFile, ArchiveUpload
from .vocabulary import Column, Place, Subject

__all__ = [
    "MAX_PHOTOS",
    "MAX_TEXT_LENGTH",
    "MAX_TITLE_LENGTH",
    "ArchiveFile",
    "ArchiveUpload",
    "Article",
    "Column",
    "Consent",
    "Contribution",
    "ContributionFile",
    "HiddenTerm",
    "Issue",
    "IssueIdentity",
    "IssueRedaction",
    "LockedOriginal",
    "Page",
    "Paper",
    "Place",
    "RemovalRequest",
    "SkippedNumber",
    "Subject",
    "TextReport",
    "WithdrawnImage",
]
