"""What can be asked about hours and special days."""

from django.db import models
from django.db.models import Q


class OpeningHoursQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Hours that hold in the week of that day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))


class SpecialPeriodQuerySet(models.QuerySet):
    def between(self, first, last):
        """Periods that touch the days from first to last, both inclusive."""
        return self.filter(first_day__lte=last, last_day__gte=first)
