"""Slots: each has exactly one state; constraints ensure who may occupy it."""

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.text.german_order import GermanOrder
from kasch_site.house.models import Room

from .staffing import Counsellor, ScheduleRule


class SlotQuerySet(models.QuerySet):
    def free(self, now):
        """Filter slots not booked, held or offered at this moment; a hold that expired by `now` counts as free."""
        lapsed = Q(state=Slot.State.HELD, until__lte=now)
        return self.filter(Q(state=Slot.State.FREE) | lapsed)

    def not_free(self, now):
        """Filter the slots that `free` leaves out."""
        return self.exclude(Q(state=Slot.State.FREE) | Q(state=Slot.State.HELD, until__lte=now))

    def for_topic(self, topic):
        """Filter slots whose schedule rule currently covers this topic."""
        return self.filter(rule__topics=topic)

    def within(self, start, end):
        """Filter slots that begin in [start, end); both aware."""
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def taking_place(self):
        """Filter slots that are not withdrawn, booked or not."""
        return self.exclude(state=Slot.State.WITHDRAWN)

    def not_urgent(self):
        """Filter slots not reserved for urgent cases."""
        return self.filter(is_urgent=False)

    def urgent(self):
        """Filter slots reserved for urgent cases."""
        return self.filter(is_urgent=True)

    def booked(self):
        """Filter booked slots."""
        return self.filter(state=Slot.State.BOOKED)

    def held_under(self, fingerprint, now):
        """Filter the slot held under the token with this fingerprint."""
        # Repeats the index condition literally, or SQLite does not use the index.
        return self.filter(~Q(holder=""), state=Slot.State.HELD, holder=fingerprint, until__gt=now)

    def blocked_by(self, visitor, now):
        """Filter slots that this visitor blocks: held, or cooling after a change of theirs."""
        return self.filter(blocked_by=visitor, until__gt=now)

    def for_update(self, *, skips=False):
        """Lock the rows until the end of the transaction; `skips` skips rows locked by others, where supported."""
        skips = skips and connection.features.has_select_for_update_skip_locked
        return self.select_for_update(of=("self",), skip_locked=skips)

    def lapsed(self, now):
        """Filter held, cooling and offered slots whose deadline has passed."""
        return self.filter(until__lte=now)


class Slot(models.Model):
    """One slot of one counsellor.

    `until` is when a hold, cooling period or offer ends; `holder` is the fingerprint of the hold's secret token. A
    constraint on `Booking` ensures at most one booking per slot.
    """

    class State(models.TextChoices):
        FREE = "free", _("frei")
        HELD = "held", _("wird gerade gebucht")
        COOLING = "cooling", _("gerade frei geworden")
        OFFERED = "offered", _("jemandem angeboten")
        BOOKED = "booked", _("vergeben")
        WITHDRAWN = "withdrawn", _("fällt aus")

    PASSING = (State.HELD, State.COOLING, State.OFFERED)

    counsellor = models.ForeignKey(Counsellor, verbose_name=_("wer"), on_delete=models.PROTECT, related_name="slots")
    rule = models.ForeignKey(
        ScheduleRule, verbose_name=_("Sprechstunde"), null=True, on_delete=models.SET_NULL, related_name="slots"
    )
    room = models.ForeignKey(Room, verbose_name=_("Raum"), null=True, blank=True, on_delete=models.SET_NULL)
    starts_at = models.DateTimeField(_("von"))
    ends_at = models.DateTimeField(_("bis"))
    is_urgent = models.BooleanField(_("für Eilige"), default=False)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.FREE)
    until = models.DateTimeField(_("bis"), null=True, blank=True, editable=False)
    holder = models.CharField(max_length=64, blank=True, editable=False)
    # The visitor (daily fingerprint) because of whom it is hidden from others, while it is held or cools.
    blocked_by = models.CharField(max_length=64, blank=True, editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zeit")
        verbose_name_plural = _("Zeiten")
        ordering = ["starts_at", GermanOrder("counsellor__name")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["counsellor", "starts_at"], condition=~Q(state="withdrawn"), name="slot_once_for_a_counsellor"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "cooling", "offered"], until__isnull=False)
                | Q(state__in=["free", "booked", "withdrawn"], until=None),
                name="slot_passing_states_end",
            ),
            models.CheckConstraint(
                condition=Q(state="held") & ~Q(holder="") | ~Q(state="held") & Q(holder=""),
                name="slot_held_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(blocked_by="") | Q(state__in=["held", "cooling"]), name="slot_blocked_while_passing"
            ),
            models.UniqueConstraint(fields=["holder"], condition=~Q(holder=""), name="slot_one_per_hold_token"),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="slot_of_state"),
            models.Index(fields=["rule", "starts_at"], name="slot_of_rule"),
            models.Index(fields=["until"], name="slot_until", condition=Q(until__isnull=False)),
        ]

    def __str__(self):
        return f"{self.starts_at:%d.%m.%Y %H:%M} {self.counsellor}"

    def is_for(self, topic) -> bool:
        """Return whether the schedule rule covers this topic; same condition as the queryset's `for_topic`."""
        return self.rule is not None and topic in self.rule.topics.all()

    def is_free(self, now) -> bool:
        """Return whether this slot is free; same condition as the queryset's `free`."""
        return self.state == self.State.FREE or (self.state == self.State.HELD and self.until <= now)
