"""The month in which patrons last used the library, and their number in a year."""

from datetime import date

from django.db.models import F

from library.models import ActivePatronCount, Patron


def note(patron: Patron, today: date) -> None:
    """Note that a patron has used the library; the first time in a year counts for that year.

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
    """Count one more patron who has used the library in a year."""
    ActivePatronCount.objects.get_or_create(year=year)
    ActivePatronCount.objects.filter(year=year).update(count=F("count") + 1)
