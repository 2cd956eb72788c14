"""Querysets of registrations: held places, waitlist, pending notifications."""

from django.db import models
from django.db.models import F, Max, Q

from kasch_site.visitors.models import VisitorRequestQuerySet

from .occurrence import Occurrence


class OccurrenceCapacityQuerySet(models.QuerySet):
    """Queries for capacities of dates."""

    def for_update(self):
        """Lock the rows until the end of the transaction."""
        return self.select_for_update(of=("self",))

    def of_event(self, event):
        """Return the capacities of all dates of an event."""
        return self.filter(occurrence__event=event)

    def with_waitlist(self, now):
        """Return capacities of dates that take place and have a waitlist."""
        upcoming = self.filter(occurrence__in=Occurrence.objects.taking_place(now))
        return upcoming.filter(waiting__gt=0)

    def pending_notifications(self):
        """Return capacities of dates that have changed since the last notification."""
        return self.exclude(announced_sequence=F("occurrence__sequence"))

    def with_registrants(self):
        """Return capacities of dates with active registrations."""
        return self.filter(registrations__state__in=("booked", "offered", "waiting")).distinct()


class RegistrationQuerySet(VisitorRequestQuerySet):
    """Queries for registrations by state and date."""

    def active(self):
        """Return registrations that hold places or are on the waitlist."""
        return self.filter(state__in=("booked", "offered", "waiting"))

    def of_form_or_contact(self, idempotency_key, contact_key):
        """Return the registration made with this form, and all active ones of this contact (canonical); with dates."""
        of_contact = Q(email_key=contact_key) | Q(phone_key=contact_key)
        is_active = Q(state__in=("booked", "offered", "waiting"))
        registrations = self.filter(Q(idempotency_key=idempotency_key) | of_contact & is_active)
        return registrations.select_related("capacity__occurrence")

    def booked(self):
        """Return booked registrations."""
        return self.filter(state="booked")

    def holding(self):
        """Return registrations that hold places, booked or offered."""
        return self.filter(state__in=("booked", "offered"))

    def waiting(self):
        """Return registrations on the waitlist, longest wait first."""
        return self.filter(state="waiting").order_by("created_at", "pk")

    def largest_waiting_party(self, capacity) -> int:
        """Return the number of people of the largest registration on the waitlist of a date; 0 if nobody waits."""
        return self.waiting().filter(capacity=capacity).aggregate(most=Max("people"))["most"] or 0

    def ahead_of(self, registration):
        """Return registrations that precede this one on the waitlist of its date."""
        earlier = Q(created_at__lt=registration.created_at) | Q(
            created_at=registration.created_at, pk__lt=registration.pk
        )
        return self.waiting().filter(earlier, capacity=registration.capacity_id)

    def offered(self):
        """Return registrations with an unanswered offer."""
        return self.filter(state="offered")

    def for_date(self, occurrence):
        """Return registrations for one date."""
        return self.filter(capacity_id=occurrence.pk)

    def ended_before(self, moment):
        """Return registrations whose date was over at `moment`."""
        return self.filter(capacity__occurrence__ends_at__lt=moment)

    def ended_after(self, moment):
        """Return registrations whose date was not over at `moment`."""
        return self.filter(capacity__occurrence__ends_at__gt=moment)

    def beginning_between(self, start, end):
        """Return registrations whose date takes place and begins after `start` and not after `end`."""
        upcoming = Occurrence.objects.taking_place(start).filter(starts_at__gt=start, starts_at__lte=end)
        return self.filter(capacity__occurrence__in=upcoming)
