"""Querysets of the calendar: each term such as visible, between, upcoming is defined once."""

from datetime import timedelta

from django.db import models
from django.db.models import Max, Min, Q

from kasch_site.common import clock
from kasch_site.common.models import Publishable, PublishableQuerySet

# Maximum duration of a date (an exhibition); lets the index on the start limit a search for current dates.
MAX_DURATION = timedelta(days=100)
ENDING_SOON = timedelta(weeks=6)


class EventQuerySet(PublishableQuerySet):
    """Queries for events by residents and staff."""

    def with_next_start(self, now=None):
        """Annotate with `next_start`, the start of the next date that is not cancelled, or None."""
        upcoming = Q(occurrences__status="planned", occurrences__ends_at__gt=now or clock.now())
        return self.annotate(next_start=Min("occurrences__starts_at", filter=upcoming))

    def upcoming(self, now=None):
        """Return published events with a date that has not ended yet, including cancelled dates."""
        now = now or clock.now()
        return self.published(now).filter(occurrences__ends_at__gt=now).distinct()

    def without_dates(self):
        """Return published events that never had a date; events with only past dates are excluded."""
        return self.released().filter(occurrences=None)

    def with_undescribed_picture(self):
        """Return events whose informative picture has no description."""
        return self.filter(picture__alt="", picture__is_decorative=False)


class SeriesQuerySet(models.QuerySet):
    def ending(self, first, last):
        """Return finite series whose last date is from `first` to `last`, both inclusive."""
        ends = self.filter(Q(until__isnull=False) | Q(count__isnull=False))
        return ends.annotate(last_slot=Max("occurrences__slot")).filter(last_slot__gte=first, last_slot__lte=last)

    def ending_soon(self):
        """Return series whose last date is within `ENDING_SOON` from today: staff should decide about an extension."""
        today = clock.today()
        return self.ending(today, today + ENDING_SOON).order_by("pk")


class OccurrenceQuerySet(models.QuerySet):
    def visible(self, now=None):
        """Return dates of events visible to residents, including cancelled dates."""
        now = now or clock.now()
        return self.filter(event__status=Publishable.Status.PUBLISHED).filter(
            Q(event__publish_at=None) | Q(event__publish_at__lte=now)
        )

    def taking_place(self, now=None):
        """Return dates that residents see, that are not cancelled and not over; see `registration.participation`."""
        return self.visible(now).planned().upcoming(now)

    def between(self, start, end):
        """Return dates that overlap [start, end)."""
        return self.filter(starts_at__lt=end, starts_at__gt=start - MAX_DURATION, ends_at__gt=start)

    def upcoming(self, now=None):
        """Return dates that have not ended yet."""
        return self.filter(ends_at__gt=now or clock.now())

    def planned(self):
        """Return dates that are not cancelled."""
        return self.filter(status="planned")

    def cancelled(self):
        """Return cancelled dates, whatever cancelled them."""
        return self.exclude(status="planned")

    def single(self):
        """Return dates outside any series."""
        return self.filter(series=None)

    def different(self):
        """Return dates of a series that staff have changed by hand."""
        return self.filter(is_different=True, series__isnull=False)

    def without_place(self):
        """Return dates without a place."""
        return self.filter(room=None, place="", event__room=None, event__place="")

    def in_house(self):
        """Return dates that are not at an external place; the place of a date overrides that of its event."""
        return self.filter(place="").filter(Q(room__isnull=False) | Q(event__place=""))

    def in_room(self, room):
        """Return dates that use this room (a record or its key); the room of a date overrides that of its event."""
        return self.filter(Q(room=room) | Q(room=None, place="", event__room=room))

    def with_places(self):
        """Load the registration settings of the event and the capacity of the date."""
        return self.select_related("event__registration_settings", "capacity")

    def taking_registrations(self):
        """Return dates that take place and for which people can register; their closing time may be over."""
        return self.taking_place().filter(event__registration_settings__isnull=False)

    def uncounted(self):
        """Return dates that took place and have no attendance figure."""
        return self.planned().filter(Q(head_count=None) | Q(head_count__came=None))

    def counted(self):
        """Return dates with an attendance figure."""
        return self.filter(head_count__came__isnull=False)

    def for_statistics(self):
        """Return dates of visible events, and others with attendance figures."""
        numbers = Q(head_count__came__isnull=False) | Q(head_count__signed_up__isnull=False)
        return self.filter(Q(event__status=Publishable.Status.PUBLISHED) | numbers)

    def with_any_registration(self):
        """Return dates that have or had registrations; these must never be deleted silently."""
        return self.filter(capacity__registrations__isnull=False).distinct()

    def first_start(self):
        """Return the start of the earliest date, or None without dates."""
        return self.order_by("starts_at").values_list("starts_at", flat=True).first()
