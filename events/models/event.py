"""Events, the rules of their series, and their dates: each date is a row with its own URL."""

import uuid

from dateutil import rrule
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.recurrence.descriptions import series_in_words, when_in_words
from events.recurrence.rules import rule_of
from kasch_site.common.history.records import ContentHistory
from kasch_site.common.models import Addressed, Publishable, validate_word_slug
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.richtext import RichTextField
from kasch_site.common.text.slugs import free_slug
from kasch_site.house.models import WEEKDAYS

from .querysets import EventQuerySet, OccurrenceQuerySet, SeriesQuerySet
from .validators import FIRST_DAY, LAST_DAY, RESERVED_WORDS, check_times, validate_free_word


class Category(models.Model):
    """A category of events for residents to filter by: movement, crafts, reading."""

    name = models.CharField(_("Name"), max_length=40, unique=True)
    slug = models.SlugField(
        _("Adresse"),
        max_length=60,
        unique=True,
        blank=True,
        validators=[validate_word_slug],
        help_text=_("Leer lassen: wird aus dem Namen gemacht."),
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Kategorie")
        verbose_name_plural = _("Kategorien")
        ordering = ["order", GermanOrder("name")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save the category; generate its slug if empty."""
        if not self.slug:
            others = Category.objects.exclude(pk=self.pk)
            self.slug = free_slug(self.name, "kategorie", lambda slug: others.filter(slug=slug).exists())
        super().save(*args, **kwargs)


class Event(Addressed, Publishable):
    """An event that takes place once or repeatedly; its dates are `Occurrence` rows."""

    class Cost(models.TextChoices):
        FREE = "free", _("kostenlos")
        DONATION = "donation", _("Spende erbeten")
        FEE = "fee", _("kostet etwas")

    class SignUp(models.TextChoices):
        NONE = "none", _("ohne Anmeldung")
        REQUIRED = "required", _("mit Anmeldung")

    title = models.CharField(_("Titel"), max_length=120)
    slug = models.SlugField(
        _("Adresse"),
        max_length=60,
        unique=True,
        blank=True,
        validators=[validate_word_slug, validate_free_word],
        help_text=_("Leer lassen: wird aus dem Titel gemacht. Eine alte Adresse führt weiter hierher."),
    )
    summary = models.CharField(_("In einem Satz"), max_length=200, blank=True)
    description = RichTextField(_("Beschreibung"), blank=True)
    category = models.ForeignKey(
        Category, verbose_name=_("Kategorie"), on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    group = models.ForeignKey(
        "groups.Group", verbose_name=_("Gruppe"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        "house.Room", verbose_name=_("Raum"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("Ort, wenn nicht im Haus"), max_length=160, blank=True)
    picture = models.ForeignKey(
        "common.Picture", verbose_name=_("Bild"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cost = models.CharField(_("Kosten"), max_length=10, choices=Cost.choices, default=Cost.FREE)
    cost_note = models.CharField(
        _("Kosten genauer"), max_length=80, blank=True, help_text=_("Zum Beispiel: 2 Euro für Stoff")
    )
    sign_up = models.CharField(_("Anmeldung"), max_length=10, choices=SignUp.choices, default=SignUp.NONE)
    sign_up_note = models.CharField(
        _("Anmeldung genauer"), max_length=120, blank=True, help_text=_("Zum Beispiel: bis Freitag am Empfang")
    )
    is_step_free = models.BooleanField(
        _("ohne Stufen"), null=True, blank=True, help_text=_("Unbekannt: es gilt, was beim Raum steht.")
    )
    bring_along = models.CharField(_("Mitbringen"), max_length=120, blank=True)
    children_welcome = models.BooleanField(_("Kinder willkommen"), null=True, blank=True)
    stop = models.CharField(
        _("Haltestelle"), max_length=120, blank=True, help_text=_("Leer lassen: die Haltestelle des Hauses.")
    )
    languages = models.ManyToManyField(
        "house.Language", verbose_name=_("Sprachen"), blank=True, related_name="+", help_text=_("Außer Deutsch.")
    )
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = EventQuerySet.as_manager()
    history = ContentHistory(
        m2m_fields=["languages"],
        parts={"events.Series": "event", "events.RegistrationSettings": "event"},
        in_bin={
            "events.Occurrence": "event",
            "events.OccurrenceCapacity": "occurrence__event",
            "events.HeadCount": "occurrence__event",
        },
    )

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
        ordering = [GermanOrder("title")]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(room=None) | Q(place=""),
                name="event_room_or_place",
                violation_error_message=_("Bitte nur eines von beiden: ein Raum im Haus oder ein Ort außerhalb."),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Save the event; generate its slug if empty."""
        if not self.slug:
            self.slug = free_slug(self.title, "veranstaltung", self._is_taken)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """Return the URL of the event."""
        return reverse("events:event", args=[self.slug])

    def _is_taken(self, slug):
        return slug in RESERVED_WORDS or Event.objects.exclude(pk=self.pk).filter(slug=slug).exists()


class OnSpecialDay(models.TextChoices):
    """What a series does on a holiday or closing day.

    A cancelled date is shown with its reason. A day without a date is not shown or printed at all.
    """

    CANCEL = "cancel", _("fällt aus")
    SKIP = "skip", _("kein Termin")
    KEEP = "keep", _("findet statt")


class Series(models.Model):
    """A recurrence rule of an event as entered by staff; `rule()` returns its RFC 5545 form."""

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", _("jede Woche oder alle paar Wochen")
        MONTHLY = "monthly", _("jeden Monat am … Wochentag")
        YEARLY = "yearly", _("jedes Jahr am selben Tag")

    class Nth(models.IntegerChoices):
        FIRST = 1, _("ersten")
        SECOND = 2, _("zweiten")
        THIRD = 3, _("dritten")
        FOURTH = 4, _("vierten")
        LAST = -1, _("letzten")

    event = models.ForeignKey(Event, verbose_name=_("Veranstaltung"), on_delete=models.CASCADE, related_name="series")
    frequency = models.CharField(_("Wie oft?"), max_length=10, choices=Frequency.choices, default=Frequency.WEEKLY)
    interval = models.PositiveSmallIntegerField(
        _("alle … Wochen, Monate, Jahre"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
        help_text=_("1 heißt: jede Woche. 2 heißt: alle zwei Wochen."),
    )
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=WEEKDAYS, null=True, blank=True)
    nth = models.SmallIntegerField(_("am wievielten im Monat?"), choices=Nth.choices, null=True, blank=True)
    starts_on = models.DateField(_("ab"), help_text=_("Der erste Termin ist an diesem Tag oder bald danach."))
    starts_at = models.TimeField(_("von"), null=True, blank=True)
    ends_at = models.TimeField(_("bis"), null=True, blank=True)
    is_all_day = models.BooleanField(_("ganzer Tag"), default=False)
    until = models.DateField(_("bis zum (letzter Tag)"), null=True, blank=True, help_text=_("Leer lassen: ohne Ende."))
    count = models.PositiveSmallIntegerField(
        _("oder: wie viele Male?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    on_public_holidays = models.CharField(
        _("an Feiertagen"), max_length=6, choices=OnSpecialDay.choices, default=OnSpecialDay.CANCEL
    )
    on_school_holidays = models.CharField(
        _("in den Schulferien"), max_length=6, choices=OnSpecialDay.choices, default=OnSpecialDay.KEEP
    )
    on_closing_days = models.CharField(
        _("an Schließtagen"), max_length=6, choices=OnSpecialDay.choices, default=OnSpecialDay.CANCEL
    )

    objects = SeriesQuerySet.as_manager()
    history = ContentHistory(has_bin=False)

    class Meta:
        verbose_name = _("Serie")
        verbose_name_plural = _("Serien")
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(interval__gte=1, interval__lte=52),
                name="series_interval",
                violation_error_message=_("Der Abstand muss zwischen 1 und 52 liegen."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(count=None),
                name="series_until_or_count",
                violation_error_message=_("Bitte nur eines von beiden: ein letzter Tag oder eine Anzahl."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("starts_on")),
                name="series_order",
                violation_error_message=_("Der letzte Tag liegt vor dem ersten."),
            ),
            models.CheckConstraint(
                condition=Q(is_all_day=True) | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="series_has_times",
                violation_error_message=_("Bitte sagen Sie, von wann bis wann, oder wählen Sie „ganzer Tag“."),
            ),
            models.CheckConstraint(
                condition=Q(frequency="weekly", weekday__isnull=False)
                | Q(frequency="monthly", weekday__isnull=False, nth__isnull=False)
                | Q(frequency="yearly"),
                name="series_answers_fit",
                violation_error_message=_("Es fehlt, an welchem Wochentag."),
            ),
            # Without these checks, a rule with a contradictory weekday or a start in the year 1 would be searched
            # endlessly.
            models.CheckConstraint(
                condition=(Q(weekday=None) | Q(weekday__lte=6)) & (Q(nth=None) | Q(nth__in=[1, 2, 3, 4, -1])),
                name="series_days_exist",
                violation_error_message=_("Diesen Wochentag gibt es nicht."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DAY, starts_on__lte=LAST_DAY),
                name="series_in_our_time",
                violation_error_message=_("Bitte prüfen Sie die Jahreszahl."),
            ),
        ]

    def __str__(self):
        return series_in_words(self)

    def rule(self) -> rrule.rrule:
        """Return the RFC 5545 rule over days (naive midnights); times of day are added in local time."""
        return rule_of(self)


class DateHistory(ContentHistory):
    """The history of dates: what a series generates and removes is in the history of its rule, not here."""

    def is_kept(self, instance):
        return instance.series_id is None


class Occurrence(models.Model):
    """One date of an event. Its URL and UID never change."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("findet statt")
        CANCELLED = "cancelled", _("entfällt")

    event = models.ForeignKey(
        Event, verbose_name=_("Veranstaltung"), on_delete=models.CASCADE, related_name="occurrences"
    )
    series = models.ForeignKey(
        Series,
        verbose_name=_("Serie"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="occurrences",
    )
    slot = models.DateField(_("Tag nach der Serie"), null=True, editable=False)
    key = models.SlugField(_("Adresse"), max_length=20, editable=False)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    is_all_day = models.BooleanField(_("ganzer Tag"), default=False)
    status = models.CharField(_("Findet statt?"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    reason = models.CharField(_("Grund"), max_length=120, blank=True, help_text=_("Steht auf der Website und im Plan."))
    title = models.CharField(
        _("Titel nur an diesem Tag"),
        max_length=120,
        blank=True,
        help_text=_("Leer lassen: der Titel der Veranstaltung."),
    )
    room = models.ForeignKey(
        "house.Room", verbose_name=_("anderer Raum"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("anderer Ort, nicht im Haus"), max_length=160, blank=True)
    is_different = models.BooleanField(
        _("weicht ab"),
        default=False,
        editable=False,
        help_text=_("Von Hand geändert: eine Änderung der Serie lässt diesen Termin, wie er ist."),
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OccurrenceQuerySet.as_manager()
    history = DateHistory(
        in_bin={"events.OccurrenceCapacity": "occurrence", "events.HeadCount": "occurrence"},
    )

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "slot"], name="occurrence_once_per_slot"),
            models.UniqueConstraint(fields=["event", "key"], name="occurrence_address_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="occurrence_order",
                violation_error_message=_("Das Ende muss nach dem Beginn liegen."),
            ),
            models.CheckConstraint(
                condition=Q(series=None) | Q(slot__isnull=False), name="occurrence_of_series_has_slot"
            ),
            models.CheckConstraint(
                condition=Q(room=None) | Q(place=""),
                name="occurrence_room_or_place",
                violation_error_message=_("Bitte nur eines von beiden: ein Raum im Haus oder ein Ort außerhalb."),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"]), models.Index(fields=["event", "starts_at"])]

    def __str__(self):
        return f"{self.shown_title}, {when_in_words(self.starts_at, self.ends_at, self.is_all_day)}"

    def get_absolute_url(self):
        """Return the URL of the date."""
        return reverse("events:occurrence", args=[self.event.slug, self.key])

    def clean(self):
        """Validate the times."""
        if self.starts_at and self.ends_at:
            check_times(self.starts_at, self.ends_at)

    @property
    def shown_title(self):
        """Return its own title, or that of the event."""
        return self.title or self.event.title

    @property
    def is_cancelled(self):
        """Return whether the date is cancelled."""
        return self.status == self.Status.CANCELLED
