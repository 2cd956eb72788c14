"""Who holds places, who waits, whom to tell: each said once."""

from django.db import models
from django.db.models import F, Q


class OccurrenceCapacityQuerySet(models.QuerySet):
    """Places of dates."""

    def of_event(self, event):
        """Those of all dates of an event."""
        return self.filter(occurrence__event=event)

    def with_waiting(self):
        """Adds `waits`: whether somebody waits for places."""
        return self.annotate(waits=Q(waiting__gt=0))

    def waited_for(self, now):
        """Those of dates to come for which somebody waits."""
        coming = self.filter(occurrence__status="planned", occurrence__ends_at__gt=now)
        return coming.with_waiting().filter(waits=True)

    def untold(self):
        """Dates that have changed since those who come were told about them."""
        return self.exclude(told_sequence=F("occurrence__sequence"))

    def expected(self):
        """Dates to which somebody comes, or for which somebody waits."""
        return self.filter(sign_ups__state__in=("booked", "offered", "waiting")).distinct()


class RegistrationQuerySet(models.QuerySet):
    """Sign-ups by what is to be done about them."""

    def active(self):
        """They hold places, or wait for some."""
        return self.filter(state__in=("booked", "offered", "waiting"))

    def of_contact(self, *keys):
        """Those of these contacts, each in its normal form (`common.contact`)."""
        return self.filter(contact_key__in=keys)

    def booked(self):
        """They come."""
        return self.filter(state="booked")

    def holding(self):
        """Their places are taken, by themselves or by an offer to them."""
        return self.filter(state__in=("booked", "offered"))

    def waiting(self):
        """They wait, the longest first."""
        return self.filter(state="waiting").order_by("created_at", "pk")

    def ahead_of(self, sign_up):
        """Those who wait for the same date and are asked before this one."""
        earlier = Q(created_at__lt=sign_up.created_at) | Q(created_at=sign_up.created_at, pk__lt=sign_up.pk)
        return self.waiting().filter(earlier, seating=sign_up.seating_id)

    def offered(self):
        """Somebody offered them places, and they have not answered."""
        return self.filter(state="offered")

    def for_date(self, occurrence):
        """Those for one date."""
        return self.filter(seating_id=occurrence.pk)

    def ended_before(self, moment):
        """Those whose date was over at `moment`."""
        return self.filter(seating__occurrence__ends_at__lt=moment)

    def ended_after(self, moment):
        """Those whose date was not over at `moment`."""
        return self.filter(seating__occurrence__ends_at__gt=moment)

    def begins_between(self, start, end):
        """Those whose date takes place and begins after `start` and not after `end`."""
        return self.filter(
            seating__occurrence__status="planned",
            seating__occurrence__starts_at__gt=start,
            seating__occurrence__starts_at__lte=end,
        )
