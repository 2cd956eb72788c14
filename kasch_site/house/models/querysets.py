"""Queries for special days and languages."""

from django.conf import settings
from django.db import models


class SpecialPeriodQuerySet(models.QuerySet):
    """Queries for special periods."""

    def between(self, first, last):
        """Return periods that overlap the days from first to last, both inclusive."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def conflicting_with(self, period):
        """Return periods that say the opposite for one of its days: closed, and open at other hours."""
        opposites = {period.Kind.CLOSED: period.Kind.OTHER_HOURS, period.Kind.OTHER_HOURS: period.Kind.CLOSED}
        if period.kind not in opposites:
            return self.none()
        return self.between(period.first_day, period.last_day).filter(kind=opposites[period.kind])


class LanguageQuerySet(models.QuerySet):
    """Queries for languages."""

    def excluding_default(self):
        """Filter languages other than that of the website."""
        return self.exclude(code=settings.LANGUAGE_CODE)
