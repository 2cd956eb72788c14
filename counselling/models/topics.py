"""Topics of counselling, and the everyday sentences that link to them."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.models import Addressed, Publishable, PublishableQuerySet, validate_word_slug
from kasch_site.common.text.german_order import GermanOrder

# First path segments in counselling/urls.py, which no topic may use as its slug.
RESERVED_WORDS = frozenset({"mein-termin", "bestaetigen", "angebot", "warten"})


class TopicQuerySet(PublishableQuerySet):
    pass


class Topic(Publishable, Addressed):
    """A field of advice: its description, its checklist and its booking settings."""

    name = models.CharField(_("Thema"), max_length=80, unique=True)
    slug = models.SlugField(_("Adresse"), max_length=80, unique=True, validators=[validate_word_slug])
    summary = models.CharField(_("In einem Satz"), max_length=200, blank=True, help_text=_("So, wie man es sagt."))
    description = models.TextField(_("Worum es geht"), blank=True)
    bring_along = models.TextField(
        _("Bitte mitbringen"), blank=True, help_text=_("Jede Zeile wird ein Punkt der Liste zum Abhaken.")
    )
    confirms_email = models.BooleanField(
        _("E-Mail bestätigen lassen"),
        default=False,
        help_text=_("Wer seine E-Mail nicht innerhalb einer Stunde bestätigt, verliert die Zeit wieder."),
    )
    urgent_days = models.PositiveSmallIntegerField(
        _("Frist gilt als nah, Tage"),
        default=14,
        validators=[MaxValueValidator(90)],
        help_text=_("Wer eine Frist in so vielen Tagen hat, sieht auch die Zeiten, die Sie für Eilige freihalten."),
    )
    booking_closes_hours_before = models.PositiveSmallIntegerField(
        _("Buchen bis, Stunden vorher"), default=2, validators=[MaxValueValidator(24 * 14)]
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = TopicQuerySet.as_manager()
    history = ContentHistory(parts={"counselling.Situation": "topic"})

    class Meta:
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")
        ordering = ["order", GermanOrder("name")]
        constraints = [*Publishable.Meta.constraints]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("counselling:topic", args=[self.slug])

    def clean(self):
        super().clean()
        if self.slug in RESERVED_WORDS:
            raise ValidationError(
                {"slug": _("Unter dieser Adresse steht schon eine andere Seite. Bitte wählen Sie ein anderes Wort.")}
            )

    def is_in_use(self) -> bool:
        """Return whether bookings, waitlist entries or counted consultations refer to the topic."""
        return self.bookings.exists() or self.waitlist_entries.exists() or self.tallies.exists()

    @property
    def things_to_bring(self) -> list[str]:
        """Return the items of the checklist, in the order in which staff entered them."""
        return [line.strip() for line in self.bring_along.splitlines() if line.strip()]


class Situation(models.Model):
    """An everyday sentence ("Ich habe Post vom Jobcenter") and the topic it links to."""

    text = models.CharField(_("Satz"), max_length=120, help_text=_("So, wie man am Empfang gefragt wird."))
    topic = models.ForeignKey(Topic, verbose_name=_("Thema"), on_delete=models.CASCADE, related_name="situations")
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Satz aus dem Alltag")
        verbose_name_plural = _("Sätze aus dem Alltag")
        ordering = ["order", GermanOrder("text")]
        constraints = [models.UniqueConstraint(fields=["text", "topic"], name="situation_once_for_a_topic")]

    def __str__(self):
        return self.text
