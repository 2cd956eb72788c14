"""Statistics that outlive personal records, and the access log."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .topics import Topic


class ConsultationCount(models.Model):
    """Number of bookings per month and outcome; incremented when a person's record is erased."""

    class Outcome(models.TextChoices):
        CAME = "came", _("waren da")
        MISSED = "missed", _("kamen nicht")
        CANCELLED_BY_PERSON = "by_person", _("haben abgesagt")
        CANCELLED_BY_HOUSE = "by_house", _("vom Haus abgesagt")
        WALK_IN = "walk_in", _("ohne Termin")
        UNKNOWN = "unknown", _("nicht eingetragen")

    month = models.DateField(_("Monat"), help_text=_("der erste Tag"))
    topic = models.ForeignKey(Topic, verbose_name=_("Thema"), on_delete=models.PROTECT, related_name="tallies")
    language = models.CharField(_("Sprache"), max_length=8, blank=True)
    outcome = models.CharField(_("Ergebnis"), max_length=10, choices=Outcome.choices)
    count = models.PositiveIntegerField(_("Anzahl"), default=0)

    class Meta:
        verbose_name = _("Zahl")
        verbose_name_plural = _("Zahlen")
        constraints = [
            models.UniqueConstraint(fields=["month", "topic", "language", "outcome"], name="one_count_for_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="count_month_begins_on_the_first"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.topic} {self.get_outcome_display()}"


class AccessLogEntry(models.Model):
    """An access of a member of staff to the record of a person: who, when and which; never its content."""

    class How(models.TextChoices):
        RECORD = "record", _("Termin geöffnet")
        DAY = "day", _("Tagesliste")
        SLIP = "slip", _("Zettel gedruckt")
        CALL = "call", _("Anrufliste")
        EXPORT = "export", _("Auskunft")

    at = models.DateTimeField(_("wann"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wer"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    how = models.CharField(_("was"), max_length=8, choices=How.choices)
    # Only the number: the entry outlives the booking, and then identifies nobody.
    booking_number = models.PositiveBigIntegerField(_("Nr."))
    is_waitlist = models.BooleanField(_("auf der Warteliste"), default=False)

    class Meta:
        verbose_name = _("Einsicht")
        verbose_name_plural = _("Einsichten")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.at:%d.%m.%Y %H:%M} {self.by}"
