"""Hidden terms: names, passages and pages, and the locked original values of redacted records."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock

from .issues import Issue
from .pages import MAX_PAGES

MAX_NAME_LENGTH = 120
MAX_PASSAGE_LENGTH = 5000
_NEEDS_PAGE = ["passage", "page"]


class HiddenTermQuerySet(models.QuerySet):
    """Queries for hidden terms by scope."""

    def everywhere(self):
        """Filter names that are hidden in all issues, future ones included."""
        return self.filter(issue=None)

    def of_issue(self, issue_id: int):
        """Filter terms that are hidden in an issue, or on some of its pages."""
        return self.filter(Q(issue=None) | Q(issue=issue_id))

    def of_page(self, issue_id: int, number: int):
        """Filter terms that are hidden on a page of an issue."""
        return self.of_issue(issue_id).filter(Q(page_number=None) | Q(page_number=number))


class HiddenTerm(models.Model):
    """A name, a passage or a page that residents must not see.

    Without an issue it is hidden in all of them, without a page number on all pages of the issue. `areas` are the boxes
    of a passage on its page, [x, y, width, height] in ten-thousandths, so that it stays hidden whatever is read there.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("ein Name")
        PASSAGE = "passage", _("eine Stelle")
        PAGE = "page", _("eine ganze Seite")

    class Reason(models.TextChoices):
        ASKED = "asked", _("Die Person hat darum gebeten")
        PRIVACY = "privacy", _("Schutz der Person, ohne Bitte")
        RIGHTS = "rights", _("Rechte an Text oder Bild fehlen")
        LAW = "law", _("Gericht oder Behörde verlangt es")
        WRONG = "wrong", _("Was da steht, ist falsch")

    kind = models.CharField(_("Was"), max_length=8, choices=Kind.choices)
    term = models.TextField(_("Name oder Stelle"), max_length=MAX_PASSAGE_LENGTH, blank=True)
    term_key = models.CharField(max_length=64, blank=True, editable=False)  # a digest, by which terms are the same
    issue = models.ForeignKey(
        Issue, verbose_name=_("Ausgabe"), on_delete=models.CASCADE, null=True, blank=True, related_name="hidden_terms"
    )
    page_number = models.PositiveSmallIntegerField(
        _("Seite"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MAX_PAGES)]
    )
    areas = models.JSONField(default=list, blank=True, editable=False)
    reason = models.CharField(_("Warum"), max_length=8, choices=Reason.choices)
    hidden_at = models.DateTimeField(_("ausgeblendet am"), default=clock.now, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("durch"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = HiddenTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ausgeblendetes")
        verbose_name_plural = _("Ausgeblendetes")
        ordering = ["-hidden_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["name", "passage", "page"]), name="hidden_term_kind"),
            models.CheckConstraint(
                condition=Q(kind="page", term="") | ~Q(kind="page") & ~Q(term=""), name="hidden_term_has_words"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=_NEEDS_PAGE) | Q(issue__isnull=False, page_number__isnull=False),
                name="hidden_passage_is_on_a_page",
            ),
            models.CheckConstraint(
                condition=Q(page_number=None) | Q(issue__isnull=False, page_number__gte=1, page_number__lte=MAX_PAGES),
                name="hidden_page_is_in_an_issue",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["asked", "privacy", "rights", "law", "wrong"]), name="hidden_term_has_a_reason"
            ),
            models.UniqueConstraint(
                F("kind"),
                F("term_key"),
                Coalesce("issue", 0),
                Coalesce("page_number", 0),
                name="hidden_once",
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())


class LockedOriginal(models.Model):
    """The values of the fields of a record before they were redacted. They are read only to undo that."""

    label = models.CharField(max_length=40)  # "newspaper.page"
    object_id = models.BigIntegerField()
    values = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "object_id"], name="original_locked_once")]

    def __str__(self):
        return f"{self.label} {self.object_id}"


class IssueRedactionQuerySet(models.QuerySet):
    """Queries for issues whose files are recreated."""

    def unfinished(self):
        """Filter issues whose images and PDF are not recreated yet."""
        return self.exclude(state=IssueRedaction.State.DONE)

    def waiting(self):
        """Filter issues whose files have to be recreated, including those begun by a killed process."""
        return self.filter(state__in=[IssueRedaction.State.WAITING, IssueRedaction.State.WORKING])

    def failed(self):
        """Filter issues whose files could not be recreated."""
        return self.filter(state=IssueRedaction.State.FAILED)


class IssueRedaction(models.Model):
    """The progress of recreating the images and the PDF of an issue without its hidden terms.

    `version` increases whenever something else is hidden; files made for an older version are discarded. `checked_pdf`
    is the name of the public PDF that was searched and found free of hidden terms.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        WORKING = "working", _("wird neu gemacht")
        DONE = "done", _("fertig")
        FAILED = "failed", _("nicht gelungen")

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, related_name="redaction")
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(_("Zustand"), max_length=8, choices=State.choices, default=State.WAITING)
    error = models.CharField(max_length=300, blank=True)
    checked_pdf = models.CharField(max_length=200, blank=True)

    objects = IssueRedactionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "working", "done", "failed"]), name="issue_redaction_state"
            ),
            models.CheckConstraint(
                condition=Q(state="done") | Q(checked_pdf=""), name="unfinished_redaction_has_no_pdf"
            ),
        ]

    def __str__(self):
        return f"{self.issue_id}: {self.get_state_display()}"
