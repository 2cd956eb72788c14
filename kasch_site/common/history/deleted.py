"""A deleted record in the bin."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.text.folding import word_matcher

# The period in which a deleted record can be restored; then it is erased with its history.
BIN_RETENTION = timedelta(days=30)


class DeletedRecordQuerySet(models.QuerySet):
    def past_retention(self, before: datetime):
        """Filter entries that have been in the bin for `BIN_RETENTION` at that moment."""
        return self.filter(deleted_at__lt=before - BIN_RETENTION)

    def in_retention(self, now: datetime):
        """Filter entries that can still be restored at that moment, whether or not the purge has run."""
        return self.filter(deleted_at__gte=now - BIN_RETENTION)

    def search(self, text: str):
        """Filter entries with these words in their title, in any order, case and umlauts aside."""
        if not text:
            return self
        matches = word_matcher(text)
        if matches is None:
            return self.none()
        titles = self.order_by().values_list("pk", "title").iterator()
        return self.filter(pk__in=[key for key, title in titles if matches(title)])


class DeletedRecord(models.Model):
    """A deleted record, with what was deleted with it, as JSON in the format of Django's serializers."""

    content_type = models.ForeignKey(ContentType, verbose_name=_("was"), on_delete=models.CASCADE)
    object_id = models.BigIntegerField()
    title = models.CharField(_("Titel"), max_length=250)
    data = models.TextField()
    # Records that pointed at this one and were set to nothing: [["events.Event", "group", [1, 2]]].
    links = models.JSONField(default=list)
    deleted_at = models.DateTimeField(_("gelöscht am"), default=clock.now, db_index=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gelöscht von"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DeletedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Eintrag im Papierkorb")
        verbose_name_plural = _("Papierkorb")
        ordering = ["-deleted_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="deleted_record_once"),
        ]

    def __str__(self):
        return self.title

    @property
    def erased_on(self):
        """Return the local day after which it cannot be restored any more."""
        return timezone.localtime(self.deleted_at + BIN_RETENTION).date()
