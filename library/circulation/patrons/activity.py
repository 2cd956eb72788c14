"""Activity of patrons: the month in which each last used the library, and their number per year."""

from datetime import date

from django.db.models import F

from library.models import ActivePatronCount, Patron


def record_use(patron: Patron, today: date) -> None:
    """Record that a patron has used the library; the first use in a year is counted for that year.

    Callers hold the row lock of the patron, and of the title if they take it: the count is locked last.
    """
    month = today.replace(day=1)
    if patron.active_on == month:
        return
    if patron.active_on.year < month.year:
        count(month.year)
    patron.active_on = month
    patron.save(update_fields=["active_on"])


def count(year: int) -> None:
    """Increment the number of active patrons of a year."""
    ActivePatronCount.objects.get_or_create(year=year)
    ActivePatronCount.objects.filter(year=year).update(count=F("count") + 1)
