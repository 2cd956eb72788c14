"""Bookings, waitlist entries and offers."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.fingerprints import fingerprint
from kasch_site.house.models import Language
from kasch_site.visitors.models import (
    CodedRequest,
    VisitorRequest,
    VisitorRequestQuerySet,
    any_contact,
    only_in_state,
)

from .slots import Slot
from .staffing import Counsellor
from .topics import Topic


class BookingQuerySet(VisitorRequestQuerySet):
    def beginning_between(self, start, end):
        """Filter confirmed bookings that begin in (start, end]."""
        return self.filter(state=Booking.State.BOOKED, slot__starts_at__gt=start, slot__starts_at__lte=end)

    def wanting_earlier_than(self, moment):
        """Filter confirmed bookings after this moment that asked for an earlier slot, longest-waiting first."""
        later = self.filter(state=Booking.State.BOOKED, wants_earlier=True, slot__starts_at__gt=moment)
        return later.order_by("created_at", "pk")

    def active(self):
        """Filter bookings that occupy a slot, past ones included."""
        return self.filter(state__in=Booking.ACTIVE)

    def upcoming(self, now):
        """Filter expected bookings that are not over at `now`."""
        return self.filter(state__in=Booking.EXPECTED, slot__ends_at__gt=now)

    def needing_interpreter(self, now):
        """Filter expected bookings in a language that their counsellor does not speak, by start."""
        interpreted = self.upcoming(now).exclude(interpreter=None).order_by("slot__starts_at", "pk")
        return interpreted.exclude(slot__counsellor__languages=F("interpreter"))

    def of_counsellor(self, counsellor: Counsellor):
        """Filter bookings with this counsellor."""
        return self.filter(slot__counsellor=counsellor)


class Booking(CodedRequest):
    """An appointment: a person, a topic and a slot. What is discussed is not recorded."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("E-Mail noch nicht bestätigt")
        BOOKED = "booked", _("vergeben")
        CAME = "came", _("war da")
        MISSED = "missed", _("kam nicht")
        CANCELLED = "cancelled", _("abgesagt")

    class By(models.TextChoices):
        PERSON = "person", _("von der Person")
        HOUSE = "house", _("vom Haus")
        NOBODY = "nobody", _("nicht bestätigt")

    ACTIVE = (State.UNCONFIRMED, State.BOOKED, State.CAME, State.MISSED)
    EXPECTED = (State.UNCONFIRMED, State.BOOKED)

    slot = models.ForeignKey(Slot, verbose_name=_("Zeit"), on_delete=models.PROTECT, related_name="bookings")
    topic = models.ForeignKey(Topic, verbose_name=_("Thema"), on_delete=models.PROTECT, related_name="bookings")
    interpreter = models.ForeignKey(
        Language, verbose_name=_("Sprache"), null=True, blank=True, on_delete=models.SET_NULL
    )
    interpreter_ordered = models.BooleanField(_("Dolmetschen ist bestellt"), default=False, editable=False)
    needs_step_free = models.BooleanField(_("ohne Stufen"), default=False)
    brings_companion = models.BooleanField(_("kommt in Begleitung"), default=False)
    note = models.CharField(_("Hinweis"), max_length=200, blank=True)
    state = models.CharField(_("Zustand"), max_length=12, choices=State.choices, default=State.BOOKED)
    # The time when the mail address was confirmed by a link that was sent to it.
    email_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirm_until = models.DateTimeField(_("zu bestätigen bis"), null=True, blank=True, editable=False)
    at_desk = models.BooleanField(_("am Empfang gebucht"), default=False, editable=False)
    wants_earlier = models.BooleanField(_("gern früher"), default=False)
    cancelled_by = models.CharField(_("abgesagt"), max_length=8, choices=By.choices, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("abgesagt am"), null=True, blank=True, editable=False)

    # The start before the last move, for the message about it.
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beratungstermin")
        verbose_name_plural = _("Beratungstermine")
        ordering = ["slot__starts_at", "pk"]
        default_permissions = ()
        # Access to personal records is finer-grained than Django's four default permissions.
        permissions = [
            ("see_own_people", _("eigene Beratungstermine sehen")),
            ("work_at_desk", _("am Empfang Beratungstermine vergeben")),
            ("see_statistics", _("Zahlen der Beratung sehen")),
        ]
        constraints = [
            *CodedRequest.Meta.constraints,
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state__in=["unconfirmed", "booked", "came", "missed"]),
                name="never_two_at_one_time",
            ),
            any_contact("booking_way_to_reach", unless=Q(at_desk=True)),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancelled_by="")
                | ~Q(state="cancelled") & Q(cancelled_at=None, cancelled_by=""),
                name="booking_cancelled_by_somebody",
            ),
            only_in_state("unconfirmed", "confirm_until", "booking_unconfirmed_ends"),
        ]
        indexes = [
            models.Index(fields=["slot", "state"], name="booking_of_slot"),
        ]

    @property
    def version(self) -> str:
        """Return a digest of the state that staff pages show, for optimistic locking."""
        shown = (self.state, self.cancelled_by, self.slot_id, self.interpreter_id, self.interpreter_ordered)
        return fingerprint(repr((*shown, self.email, self.phone)))[:16]

    @property
    def is_active(self):
        """Return whether the booking occupies a slot."""
        return self.state in self.ACTIVE


class WaitlistEntryQuerySet(VisitorRequestQuerySet):
    def waiting(self):
        """Filter entries that are waiting for a slot, in order of arrival."""
        return self.filter(state=WaitlistEntry.State.WAITING).order_by("created_at", "pk")

    def eligible(self):
        """Filter waiting entries that can get an offer: with a phone number, or a confirmed mail address."""
        return self.waiting().filter(Q(email="") | Q(email_confirmed_at__isnull=False))


class WaitlistEntry(VisitorRequest):
    """A person who asked to be notified when a slot for a topic becomes free."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        DONE = "done", _("hat einen Termin")
        LEFT = "left", _("wartet nicht mehr")

    topic = models.ForeignKey(Topic, verbose_name=_("Thema"), on_delete=models.CASCADE, related_name="waitlist_entries")
    is_urgent = models.BooleanField(_("Frist ist nah"), default=False)
    interpreter = models.ForeignKey(
        Language, verbose_name=_("Sprache"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The time when the mail address was confirmed by a link that was sent to it; without it the entry gets no offer.
    email_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    state = models.CharField(_("Zustand"), max_length=8, choices=State.choices, default=State.WAITING)
    # The time when the entry is closed and erased if no slot becomes free.
    ends_at = models.DateTimeField(_("wartet bis"), editable=False)

    objects = WaitlistEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Warteliste")
        verbose_name_plural = _("Warteliste")
        ordering = ["created_at", "pk"]
        constraints = [
            *VisitorRequest.Meta.constraints,
            any_contact("waitlist_entry_has_a_contact"),
        ]
        indexes = [models.Index(fields=["topic", "state", "created_at"], name="waitlist_in_order")]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def must_confirm(self) -> bool:
        """Return whether the mail address of the entry has to be confirmed."""
        return bool(self.email) and self.email_confirmed_at is None


class OfferQuerySet(models.QuerySet):
    def open(self):
        """Filter offers that are neither answered nor lapsed."""
        return self.filter(state=Offer.State.OPEN)

    def not_withdrawn(self):
        """Filter offers that the person has answered or could answer."""
        return self.exclude(state=Offer.State.WITHDRAWN)

    def withdrawn(self, now):
        """Filter offers that the house ended before the slot begins, and does not make to the same person again.

        Those to a booking are offers that the person may have read of (`notifications.is_announced`).
        """
        offered = (
            Offer.objects.open()
            .filter(slot=OuterRef("slot"))
            .filter(Q(booking=OuterRef("booking")) | Q(waitlist_entry=OuterRef("waitlist_entry")))
        )
        return self.filter(~Exists(offered), state=Offer.State.WITHDRAWN, slot__starts_at__gt=now)


class Offer(models.Model):
    """A slot reserved for one person until they answer: an earlier one, or a replacement for a cancelled one."""

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        ACCEPTED = "accepted", _("angenommen")
        DECLINED = "declined", _("nicht gewünscht")
        LAPSED = "lapsed", _("verfallen")
        WITHDRAWN = "withdrawn", _("fällt aus")

    slot = models.ForeignKey(Slot, verbose_name=_("Zeit"), on_delete=models.CASCADE, related_name="offers")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.CASCADE, related_name="offers")
    waitlist_entry = models.ForeignKey(
        WaitlistEntry, null=True, blank=True, on_delete=models.CASCADE, related_name="offers"
    )
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.OPEN)
    until = models.DateTimeField(_("gilt bis"))
    made_at = models.DateTimeField(_("seit"), editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Angebot")
        verbose_name_plural = _("Angebote")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(state="open"), name="never_offered_to_two"),
            models.CheckConstraint(
                condition=Q(booking__isnull=False, waitlist_entry=None) | Q(booking=None, waitlist_entry__isnull=False),
                name="offer_to_one_person",
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def person(self) -> Booking | WaitlistEntry:
        """Return the booking or waitlist entry to which the slot is offered."""
        return self.booking or self.waitlist_entry
