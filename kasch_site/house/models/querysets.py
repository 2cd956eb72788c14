"""Queries for opening hours and special days."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class OpeningHoursQuerySet(models.QuerySet):
    """Queries for opening hours."""

    def valid_on(self, day):
        """Return hours valid in the week of that day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))


class SpecialPeriodQuerySet(models.QuerySet):
    """Queries for special periods."""

    def between(self, first, last):
        """Return periods that overlap the days from first to last, both inclusive."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def contradicting(self, period):
        """Return periods that say the opposite for one of its days: closed, and open at other hours."""
        kinds = {"closed", "hours"}
        if period.kind not in kinds:
            return self.none()
        return self.between(period.first_day, period.last_day).filter(kind__in=kinds - {period.kind})


class LanguageQuerySet(models.QuerySet):
    def foreign(self):
        """Filter languages other than that of the website."""
        return self.exclude(code=settings.LANGUAGE_CODE)
