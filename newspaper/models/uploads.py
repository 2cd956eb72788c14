"""Uploaded files before they are accepted, with the number and date that are proposed for each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.media.locked import LockedStorage

from .issues import Issue

UPLOAD_FOLDER = "zeitung/hochgeladen"


class ArchiveUpload(models.Model):
    """Files that staff uploaded together: one PDF, several, or a zip archive."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        READY = "ready", _("angesehen")
        FAILED = "failed", _("nicht lesbar")

    name = models.CharField(_("Name"), max_length=200)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.WAITING)
    error = models.CharField(_("Warum nicht"), max_length=300, blank=True)
    archive = models.FileField(storage=LockedStorage(), upload_to=UPLOAD_FOLDER, blank=True, max_length=200)
    uploaded_at = models.DateTimeField(_("hochgeladen"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("hochgeladene Dateien")
        verbose_name_plural = _("hochgeladene Dateien")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.name


class ArchiveFileQuerySet(models.QuerySet):
    """Queries for uploaded files."""

    def waiting(self):
        """Filter files that have not been inspected."""
        return self.filter(state=ArchiveFile.State.WAITING)

    def proposed(self):
        """Filter files whose number and date wait for confirmation by staff."""
        return self.filter(state=ArchiveFile.State.PROPOSED)

    def in_order(self):
        """Order files by number and year: 10/2009 after 9/2009, those without a number first."""
        return self.order_by(models.F("year").asc(nulls_first=True), "number", "position")


class ArchiveFile(models.Model):
    """An uploaded PDF. It becomes an issue when staff confirm its number and date."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        PROPOSED = "proposed", _("zum Bestätigen")
        REFUSED = "refused", _("nicht genommen")
        IMPORTED = "imported", _("aufgenommen")

    upload = models.ForeignKey(ArchiveUpload, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    name = models.CharField(_("Datei"), max_length=200)
    file = models.FileField(storage=LockedStorage(), upload_to=UPLOAD_FOLDER, blank=True, max_length=200)
    size = models.PositiveBigIntegerField(_("Größe, Bytes"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.WAITING)
    error = models.CharField(_("Warum nicht"), max_length=300, blank=True)
    number = models.PositiveSmallIntegerField(_("Nummer"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("Jahr"), null=True, blank=True)
    published_on = models.DateField(_("erschienen am"), null=True, blank=True)
    is_doubtful = models.BooleanField(_("Name und Inhalt sagen Verschiedenes"), default=False)
    page_count = models.PositiveSmallIntegerField(_("Seiten"), default=0)
    is_tagged = models.BooleanField(_("barrierefrei ausgezeichnet"), default=False)
    has_text_layer = models.BooleanField(_("mit Text"), default=False)
    issue = models.ForeignKey(Issue, verbose_name=_("Ausgabe"), null=True, blank=True, on_delete=models.SET_NULL)

    objects = ArchiveFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("hochgeladene Datei")
        verbose_name_plural = _("hochgeladene Dateien, einzeln")
        ordering = ["upload", "position"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="archive_file_once_in_upload"),
            models.UniqueConstraint(
                fields=["upload", "sha256"],
                condition=~Q(sha256="") & Q(state__in=["proposed", "imported"]),
                name="archive_file_content_once_in_upload",
            ),
        ]

    def __str__(self):
        return self.name
