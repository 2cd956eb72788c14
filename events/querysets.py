"""The words of the calendar: visible, between, upcoming; each defined once."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from kasch_site.common import clock
from kasch_site.common.models import Publishable, PublishableQuerySet


# No date is longer (an exhibition); it lets the index on the start bound a search for what goes on.
LONGEST = timedelta(days=100)


class EventQuerySet(PublishableQuerySet):
    """Events as residents and staff ask for them."""


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
