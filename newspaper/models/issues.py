"""Issues of the paper, and numbers that never appeared."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.models import Addressed, Publishable, PublishableQuerySet

from . import identity
from .paper import MAX_ISSUES_PER_YEAR

FIRST_YEAR, LAST_YEAR = 1900, 2100
_NUMBER = [MinValueValidator(1), MaxValueValidator(MAX_ISSUES_PER_YEAR)]
_YEAR = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
_PLAUSIBLE = Q(number__gte=1, number__lte=MAX_ISSUES_PER_YEAR, year__gte=FIRST_YEAR, year__lte=LAST_YEAR)

_IDENTIFYING = frozenset({"number", "year", "file_sha256"})
_ALL = frozenset({"status", *_IDENTIFYING})


class IssueQuerySet(PublishableQuerySet):
    """Queries for issues."""

    def newest(self):
        """Order issues by number, the newest first: 10/2009 before 9/2009."""
        return self.order_by("-year", "-number")

    def oldest(self):
        """Order issues by number, the oldest first."""
        return self.order_by("year", "number")

    def of_year(self, year: int):
        """Filter the issues of a year."""
        return self.filter(year=year)

    def before(self, issue: "Issue"):
        """Filter issues that appeared before another one."""
        return self.filter(Q(year__lt=issue.year) | Q(year=issue.year, number__lt=issue.number))

    def after(self, issue: "Issue"):
        """Filter issues that appeared after another one."""
        return self.filter(Q(year__gt=issue.year) | Q(year=issue.year, number__gt=issue.number))

    def waiting_for_pages(self):
        """Filter drafts that are published when all of their pages are read."""
        return self.filter(status=Issue.Status.DRAFT, publish_when_read=True)

    def in_work(self):
        """Filter issues whose file waits for the worker or is being read."""
        return self.filter(intake__in=Issue.IN_WORK)


class Issue(Addressed, Publishable):
    """An issue of the paper.

    `original` is the uploaded file; it is never delivered. `public_pdf` is made from it, without scripts and hidden
    terms.
    """

    class Intake(models.TextChoices):
        """The progress of reading the file."""

        NO_FILE = "none", _("ohne Datei")
        WAITING = "waiting", _("wartet")
        WORKING = "working", _("wird gelesen")
        READY = "ready", _("fertig")
        FAILED = "failed", _("nicht gelungen")

    IN_WORK = (Intake.WAITING, Intake.WORKING)

    number = models.PositiveSmallIntegerField(_("Nummer"), validators=_NUMBER)
    year = models.PositiveSmallIntegerField(_("Jahr"), validators=_YEAR)
    published_on = models.DateField(
        _("erschienen am"), null=True, blank=True, help_text=_("Leer lassen, wenn es niemand mehr weiß.")
    )
    theme = models.CharField(_("Thema der Ausgabe"), max_length=160, blank=True)
    rights = models.CharField(
        _("Rechte"),
        max_length=250,
        blank=True,
        help_text=_("Was ist geklärt, was nicht? Zum Beispiel: Fotos auf Seite 3 nur gedruckt."),
    )
    original = models.FileField(
        _("Datei"), upload_to="zeitung/originale/", storage=LockedStorage(), blank=True, editable=False, max_length=200
    )
    file_name = models.CharField(_("Name der Datei"), max_length=200, blank=True, editable=False)
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    public_pdf = models.FileField(
        upload_to="zeitung/pdf/", storage=LockedStorage(), blank=True, editable=False, max_length=200
    )
    public_size = models.PositiveBigIntegerField(_("Größe, Bytes"), default=0, editable=False)
    page_count = models.PositiveSmallIntegerField(_("Seiten"), default=0, editable=False)
    is_tagged = models.BooleanField(_("barrierefrei ausgezeichnet"), default=False, editable=False)
    has_text_layer = models.BooleanField(_("mit Text"), default=False, editable=False)
    intake = models.CharField(
        _("Datei gelesen"), max_length=10, choices=Intake.choices, default=Intake.NO_FILE, editable=False
    )
    intake_error = models.CharField(max_length=300, blank=True, editable=False)
    # A draft that is published by `intake.publishing` as soon as all of its pages are read.
    publish_when_read = models.BooleanField(default=False, editable=False)
    # The time when staff replaced the file.
    replaced_at = models.DateTimeField(null=True, editable=False)
    # The key of its edition by mail. It stays when number or year are corrected, so that nobody gets the issue twice.
    edition_key = models.CharField(max_length=20, blank=True, editable=False)
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = IssueQuerySet.as_manager()
    # A deleted issue and its files are erased at once: they can show a person.
    history = ContentHistory(
        excluded_fields=[
            *("original", "file_name", "file_sha256", "public_pdf", "public_size", "page_count"),
            *(
                "is_tagged",
                "has_text_layer",
                "intake",
                "intake_error",
                "edition_key",
                "publish_when_read",
                "replaced_at",
            ),
        ],
        has_bin=False,
    )

    class Meta:
        verbose_name = _("Ausgabe")
        verbose_name_plural = _("Ausgaben")
        ordering = ["-year", "-number"]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["year", "number"],
                name="issue_once",
                violation_error_message=_("Diese Ausgabe gibt es schon."),
            ),
            models.UniqueConstraint(
                fields=["file_sha256"],
                condition=~Q(file_sha256=""),
                name="issue_file_once",
                violation_error_message=_("Diese Datei ist schon da."),
            ),
            models.CheckConstraint(condition=_PLAUSIBLE, name="issue_number_and_year_plausible"),
            models.UniqueConstraint(fields=["edition_key"], condition=~Q(edition_key=""), name="issue_edition_once"),
            models.CheckConstraint(
                condition=Q(publish_when_read=False) | Q(status="draft"), name="issue_published_or_waiting_for_it"
            ),
            models.CheckConstraint(
                condition=Q(published_on=None)
                | Q(published_on__range=(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))),
                name="issue_day_in_our_time",
                violation_error_message=_("Bitte prüfen Sie das Jahr, in dem die Ausgabe erschienen ist."),
            ),
        ]

    def __str__(self):
        return self.short_name

    def save(self, *args, update_fields=None, **kwargs):
        """Save the issue with the key of its edition. Publication is postponed until its pages are read."""
        names = _ALL if update_fields is None else set(update_fields)
        if "status" in names:
            names |= self._wait_for_pages()
        is_identified = bool(names & _IDENTIFYING)
        if is_identified:
            self.edition_key = identity.edition_key_of(self)
            names |= {"edition_key"}
        super().save(*args, update_fields=None if update_fields is None else names, **kwargs)
        if is_identified:
            identity.record_identity(self)

    def get_absolute_url(self):
        return reverse("newspaper:issue", args=[self.year, self.number])

    def _wait_for_pages(self) -> set[str]:
        """Postpone the publication of a draft until its pages are read; return the names of the changed fields."""
        if self.status != self.Status.PUBLISHED:
            return set()
        is_public = Issue._base_manager.filter(pk=self.pk, status=self.Status.PUBLISHED).exists()
        self.publish_when_read = self.intake in self.IN_WORK and not is_public
        if self.publish_when_read:
            self.status = self.Status.DRAFT
        return {"publish_when_read"}

    @property
    def short_name(self) -> str:
        """Return number and year: "3/2026"."""
        return f"{self.number}/{self.year}"


class SkippedNumber(models.Model):
    """A number that never appeared, so that the archive does not list it as missing."""

    number = models.PositiveSmallIntegerField(_("Nummer"), validators=_NUMBER)
    year = models.PositiveSmallIntegerField(_("Jahr"), validators=_YEAR)
    reason = models.CharField(_("Warum?"), max_length=160, blank=True)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Nummer, die nie erschienen ist")
        verbose_name_plural = _("Nummern, die nie erschienen sind")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="skipped_number_once",
                violation_error_message=_("Diese Nummer steht schon hier."),
            ),
            models.CheckConstraint(condition=_PLAUSIBLE, name="skipped_number_plausible"),
        ]

    def __str__(self):
        return f"{self.number}/{self.year}"
