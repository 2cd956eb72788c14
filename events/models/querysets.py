"""The words of the calendar: visible, between, upcoming; each defined once."""

from datetime import timedelta

from django.db import models
from django.db.models import Max, Min, Q

from kasch_site.common import clock
from kasch_site.common.models import Publishable, PublishableQuerySet

# No date is longer (an exhibition); it lets the index on the start bound a search for what goes on.
LONGEST = timedelta(days=100)
ENDING_SOON = timedelta(weeks=6)


class EventQuerySet(PublishableQuerySet):
    """Events as residents and staff ask for them."""

    def with_next_start(self, now=None):
        """Adds `next_start`, the beginning of the next date that takes place, or None."""
        coming = Q(occurrences__status="planned", occurrences__ends_at__gt=now or clock.now())
        return self.annotate(next_start=Min("occurrences__starts_at", filter=coming))

    def never_dated(self):
        """Events that are published and never had a date; one whose dates are over is not meant."""
        return self.released().filter(occurrences=None)

    def with_mute_picture(self):
        """Events whose picture says something and has no description."""
        return self.filter(picture__alt="", picture__is_decorative=False)


class SeriesQuerySet(models.QuerySet):
    def ending(self, first, last):
        """Series that end and have their last date from `first` to `last`, both inclusive."""
        ends = self.filter(Q(until__isnull=False) | Q(count__isnull=False))
        return ends.annotate(last_slot=Max("occurrences__slot")).filter(last_slot__gte=first, last_slot__lte=last)

    def ending_soon(self):
        """Series that have their last date within `ENDING_SOON` from today: somebody should ask whether they go on."""
        today = clock.today()
        return self.ending(today, today + ENDING_SOON).order_by("pk")


class OccurrenceQuerySet(models.QuerySet):
    def visible(self, now=None):
        """Dates of events that residents may see; cancelled dates stay visible."""
        now = now or clock.now()
        return self.filter(event__status=Publishable.Status.PUBLISHED).filter(
            Q(event__publish_at=None) | Q(event__publish_at__lte=now)
        )

    def between(self, start, end):
        """Dates that go on at any moment of [start, end)."""
        return self.filter(starts_at__lt=end, starts_at__gt=start - LONGEST, ends_at__gt=start)

    def upcoming(self, now=None):
        """Dates that have not ended yet."""
        return self.filter(ends_at__gt=now or clock.now())

    def planned(self):
        """Dates that take place."""
        return self.filter(status="planned")

    def cancelled(self):
        """Dates that fall out, whoever decided it."""
        return self.exclude(status="planned")

    def single(self):
        """Dates outside of any series."""
        return self.filter(series=None)

    def different(self):
        """Dates of a series that staff have changed by hand."""
        return self.filter(is_different=True, series__isnull=False)

    def without_place(self):
        """Dates of which nobody has said where."""
        return self.filter(room=None, place="", event__room=None, event__place="")

    def in_house(self):
        """Dates that are not at a place elsewhere: their own word comes before the event's."""
        return self.filter(place="").filter(Q(room__isnull=False) | Q(event__place=""))

    def in_room(self, room):
        """Dates that use this room of the house (a record or its key), by their own word or by the event's."""
        return self.filter(Q(room=room) | Q(room=None, place="", event__room=room))

    def with_places(self):
        """With how the event takes sign-ups, and the places of the date."""
        return self.select_related("event__terms", "seating")

    def taking_sign_ups(self):
        """Dates that take place and for which one can sign up over the website, in its time."""
        return self.planned().filter(event__terms__isnull=False)

    def uncounted(self):
        """Dates that took place and of which nobody has said how many came."""
        return self.planned().filter(Q(head_count=None) | Q(head_count__came=None))

    def counted(self):
        """Dates of which somebody has said how many came."""
        return self.filter(head_count__came__isnull=False)

    def worth_counting(self):
        """Dates of events that residents see, and of others where there are numbers."""
        numbers = Q(head_count__came__isnull=False) | Q(head_count__signed_up__isnull=False)
        return self.filter(Q(event__status=Publishable.Status.PUBLISHED) | numbers)

    def signed_up_for(self):
        """Dates for which somebody has signed up, or had; they are never deleted without a word."""
        return self.filter(seating__sign_ups__isnull=False).distinct()

    def first_start(self):
        """When the earliest date begins, or None where there is none."""
        return self.order_by("starts_at").values_list("starts_at", flat=True).first()
