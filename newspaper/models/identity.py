"""The identity of an issue, kept after it is renumbered or deleted, so that nobody gets it twice by mail."""

from collections.abc import Iterator

from django.db import models
from django.db.models import Q

from kasch_site.messaging.models import Dispatch

# The key of the newsletter that sends the issues.
NEWSLETTER = "newspaper:issue"


class IssueIdentity(models.Model):
    """A number that an issue had and the digest of its file, with the key of its edition by mail.

    The row is kept when the issue is renumbered or deleted: an issue of that number, or from that file, is the same
    one.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    file_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    edition_key = models.CharField(max_length=20, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="issue_identity_once"),
            models.CheckConstraint(condition=~Q(edition_key=""), name="issue_identity_has_a_key"),
        ]

    def __str__(self):
        return f"{self.number}/{self.year}: {self.edition_key}"


def edition_key_of(issue) -> str:
    """Return the key of the edition of an issue: that of a sent edition if it can be the same issue, else its own."""
    candidates = list(_candidates(issue))
    sent = Dispatch.objects.filter(newsletter=NEWSLETTER, edition__in=candidates).values_list("edition", flat=True)
    already = next((key for key in candidates if key in set(sent)), None)
    return already or next(iter(candidates), None) or _new_key(issue)


def record_identity(issue) -> None:
    """Record that number and file of an issue belong to its edition."""
    IssueIdentity.objects.update_or_create(
        year=issue.year,
        number=issue.number,
        defaults={"edition_key": issue.edition_key, "file_sha256": issue.file_sha256},
    )


def _candidates(issue) -> Iterator[str]:
    """Yield the possible keys of an issue, its own first, without the keys of other issues."""
    others = type(issue)._base_manager.exclude(pk=issue.pk).exclude(edition_key="")
    keys_of_others = set(others.values_list("edition_key", flat=True))
    if issue.edition_key:
        yield issue.edition_key
    same_file = Q(file_sha256=issue.file_sha256) & ~Q(file_sha256="")
    known = IssueIdentity.objects.filter(same_file | Q(year=issue.year, number=issue.number)).order_by("-file_sha256")
    yield from (key for key in known.values_list("edition_key", flat=True) if key not in keys_of_others)


def _new_key(issue) -> str:
    """Return a key from year and number that no issue has or had."""
    first = f"{issue.year}-{issue.number}"
    taken = {
        *type(issue)._base_manager.filter(edition_key__startswith=first).values_list("edition_key", flat=True),
        *IssueIdentity.objects.filter(edition_key__startswith=first).values_list("edition_key", flat=True),
    }
    keys = (first, *(f"{first}-{again}" for again in range(2, len(taken) + 3)))
    return next(key for key in keys if key not in taken)
