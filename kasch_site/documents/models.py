"""PDFs that residents download: flyers, forms, rules."""

from django.conf import settings
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from kasch_site.common.history.records import ContentHistory
from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.media.usage import records_using
from kasch_site.common.models import Addressed, optional_slug
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.slugs import free_slug

from .files import SanitisedPdf, sanitised_upload


class DocumentQuerySet(models.QuerySet):
    def delete(self):
        """Delete the documents and, after the commit, their files."""
        names = list(self.values_list("file", flat=True))
        deleted = super().delete()
        transaction.on_commit(lambda: _delete_files(names))
        return deleted

    delete.alters_data = True
    delete.queryset_only = True


class Document(Addressed):
    """A PDF with a title. Its URL remains when the file is replaced. It is public once it is saved."""

    title = models.CharField(
        _("Titel"), max_length=120, help_text=_("Steht auf der Website. Zum Beispiel: Anmeldung zur Schulung")
    )
    slug = optional_slug()
    file = models.FileField(_("Datei"), upload_to="dateien/", storage=LockedStorage())
    language = models.CharField(
        _("Sprache der Datei"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    size = models.PositiveIntegerField(editable=False, default=0)
    page_count = models.PositiveSmallIntegerField(editable=False, default=0)
    file_changed_at = models.DateTimeField(_("Datei vom"), editable=False, default=clock.now)

    objects = DocumentQuerySet.as_manager()
    # The file is not part of the history, and a deleted document is gone at once: it may name a person.
    history = ContentHistory(excluded_fields=["file", "size", "page_count", "file_changed_at"], has_bin=False)

    class Meta:
        verbose_name = _("Datei zum Herunterladen")
        verbose_name_plural = _("Dateien zum Herunterladen")
        ordering = [GermanOrder("title")]
        constraints = [models.CheckConstraint(condition=~models.Q(file=""), name="document_has_a_file")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Sanitise a new file (ValidationError if it is refused) and delete a replaced one after the commit."""
        is_new_file = bool(self.file) and not self.file._committed
        replaced = Document.objects.filter(pk=self.pk).values_list("file", flat=True) if is_new_file else ()
        names = list(replaced)
        if is_new_file:
            self._store_file(self.file.file)
        if not self.slug:
            others = Document.objects.exclude(pk=self.pk)
            self.slug = free_slug(self.title, "datei", lambda slug: others.filter(slug=slug).exists())
        super().save(*args, **kwargs)
        if names:
            transaction.on_commit(lambda: _delete_files(names))

    def _store_file(self, upload):
        pdf = upload if isinstance(upload, SanitisedPdf) else sanitised_upload(upload)
        self.file, self.size, self.page_count = pdf, pdf.size, pdf.page_count
        self.file_changed_at = clock.now()

    def delete(self, *args, **kwargs):
        names = [self.file.name]
        deleted = super().delete(*args, **kwargs)
        transaction.on_commit(lambda: _delete_files(names))
        return deleted

    def get_absolute_url(self):
        return reverse("documents:pdf", args=[self.slug])

    def used_by(self) -> list[models.Model]:
        """Return the records that offer it, and those that link to it in a text."""
        return records_using(self, f'href="{self.get_absolute_url()}"')

    @property
    def facts(self) -> str:
        """Return what a visitor wants to know before downloading it: "PDF, 2 Seiten, 340 KB"."""
        text = ngettext("PDF, eine Seite, %(size)s", "PDF, %(count)d Seiten, %(size)s", self.page_count)
        return text % {"count": self.page_count, "size": filesizeformat(self.size)}


def _delete_files(names):
    for name in names:
        LockedStorage().delete(name)
