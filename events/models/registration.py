"""Registrations, capacity and attendance of dates."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.visitors.models import CodedRequest, one_contact, only_in_state

from .event import Event
from .occurrence import Occurrence
from .registration_querysets import OccurrenceCapacityQuerySet, RegistrationQuerySet

MAX_PLACES = 2000
MAX_PARTY_SIZE = 20


class RegistrationSettings(models.Model):
    """Settings of online registration for an event."""

    class Rule(models.TextChoices):
        IN_ORDER = "in_order", _("der Reihe nach: niemand wird überholt")
        FITTING = "fitting", _("wer hineinpasst: eine Person wartet nicht auf vier Plätze")

    event = models.OneToOneField(
        Event, verbose_name=_("Veranstaltung"), on_delete=models.CASCADE, related_name="registration_settings"
    )
    places = models.PositiveSmallIntegerField(
        _("Plätze je Termin"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PLACES)],
        help_text=_("Leer lassen: so viele, wie kommen möchten."),
    )
    largest_party = models.PositiveSmallIntegerField(
        _("Personen je Anmeldung"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PARTY_SIZE)],
        help_text=_("So viele Menschen darf höchstens eine Anmeldung umfassen."),
    )
    rule = models.CharField(_("Wer rückt nach?"), max_length=10, choices=Rule.choices, default=Rule.IN_ORDER)
    closes_hours_before = models.PositiveSmallIntegerField(
        _("Anmeldeschluss, Stunden vorher"),
        default=0,
        validators=[MaxValueValidator(24 * 30)],
        help_text=_("0 heißt: bis zum Beginn. Am Empfang und am Telefon geht es auch danach."),
    )

    history = ContentHistory(has_bin=False)

    class Meta:
        verbose_name = _("Anmeldung über die Website")
        verbose_name_plural = _("Anmeldung über die Website")
        constraints = [
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="registration_settings_places"),
            models.CheckConstraint(
                condition=Q(largest_party__gte=1, largest_party__lte=MAX_PARTY_SIZE), name="registration_settings_party"
            ),
        ]

    def __str__(self):
        return str(self.event)


class OccurrenceCapacity(models.Model):
    """The capacity of one date, its held places, and the details last announced to its registrants.

    Database triggers (`capacity_triggers`) maintain `held` and `waiting` on every write of registrations; the
    constraint prevents overbooking independently of the Python code.

    `state` is the summary shown in lists of dates. It changes rarely, so a registration rarely invalidates cached
    pages.
    """

    class State(models.TextChoices):
        OPEN = "open", _("ohne Grenze")
        FREE = "free", _("Plätze frei")
        AWAITED = "awaited", _("Plätze frei, auf die jemand wartet")
        FULL = "full", _("ausgebucht")

    occurrence = models.OneToOneField(
        Occurrence, verbose_name=_("Termin"), on_delete=models.CASCADE, primary_key=True, related_name="capacity"
    )
    places = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    held = models.PositiveIntegerField(_("vergeben"), default=0, editable=False)
    waiting = models.PositiveIntegerField(_("Anmeldungen, die warten"), default=0, editable=False)
    state = models.GeneratedField(
        verbose_name=_("Stand"),
        expression=Case(
            When(places=None, then=Value(State.OPEN)),
            When(held__gte=F("places"), then=Value(State.FULL)),
            When(waiting__gt=0, then=Value(State.AWAITED)),
            default=Value(State.FREE),
        ),
        output_field=models.CharField(max_length=7, choices=State.choices),
        db_persist=True,
    )
    announced = models.JSONField(default=dict, editable=False)
    announced_before = models.JSONField(default=dict, editable=False)
    announced_sequence = models.PositiveIntegerField(default=0, editable=False)
    # SEQUENCE of the date at the last change that registrants are notified of; others need no message.
    notified_sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = OccurrenceCapacityQuerySet.as_manager()

    class Meta:
        verbose_name = _("Plätze eines Termins")
        verbose_name_plural = _("Plätze der Termine")
        constraints = [
            models.CheckConstraint(condition=Q(places=None) | Q(held__lte=F("places")), name="never_over_capacity"),
            models.CheckConstraint(condition=Q(held__gte=0), name="held_is_a_number"),
        ]

    def __str__(self):
        return str(self.occurrence)

    @property
    def free(self) -> int | None:
        """Return the number of free places; None without a limit."""
        return None if self.places is None else max(self.places - self.held, 0)


class Registration(CodedRequest):
    """A registration for a date, in any state: booked, waiting, offered, cancelled."""

    class State(models.TextChoices):
        BOOKED = "booked", _("angemeldet")
        OFFERED = "offered", _("Platz angeboten")
        WAITING = "waiting", _("auf der Warteliste")
        LAPSED = "lapsed", _("Angebot verfallen")
        CANCELLED = "cancelled", _("abgemeldet")

    HOLDING = (State.BOOKED, State.OFFERED)
    ACTIVE = (State.BOOKED, State.OFFERED, State.WAITING)

    capacity = models.ForeignKey(
        OccurrenceCapacity, verbose_name=_("Termin"), on_delete=models.PROTECT, related_name="registrations"
    )
    people = models.PositiveSmallIntegerField(_("Personen"), default=1, validators=[MinValueValidator(1)])
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices)
    offered_until = models.DateTimeField(_("Angebot gilt bis"), null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        ordering = ["created_at", "pk"]
        constraints = [
            *CodedRequest.Meta.constraints,
            one_contact("registration_one_way_to_reach"),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MAX_PARTY_SIZE),
                name="registration_people",
                violation_error_message=_("So viele Menschen umfasst keine Anmeldung."),
            ),
            only_in_state("offered", "offered_until", "registration_offer_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["capacity", "state"], name="registration_of_date"),
        ]

    @property
    def is_active(self):
        """Return whether the registration holds places or is on the waitlist."""
        return self.state in self.ACTIVE

    def has_offer_ended(self, now) -> bool:
        """Return whether its offer expired unanswered by `now`, whether or not the job has stored that."""
        return self.state == self.State.OFFERED and self.offered_until <= now

    @property
    def occurrence(self):
        """Return the date of this registration."""
        return self.capacity.occurrence


class HeadCount(models.Model):
    """Attendance and number of registered people of a date; retained after names are deleted."""

    occurrence = models.OneToOneField(
        Occurrence, verbose_name=_("Termin"), on_delete=models.CASCADE, primary_key=True, related_name="head_count"
    )
    came = models.PositiveSmallIntegerField(_("waren da"), null=True, blank=True)
    signed_up = models.PositiveSmallIntegerField(_("waren angemeldet"), null=True, blank=True, editable=False)
    counted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("Zählung")
        verbose_name_plural = _("Zählungen")

    def __str__(self):
        return f"{self.occurrence}: {self.came}"
