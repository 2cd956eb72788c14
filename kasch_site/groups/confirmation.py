"""Confirmation of group details, due twice a year."""

from datetime import date, timedelta

from kasch_site.common import clock

CONFIRMED_FOR = timedelta(days=183)


def stale_before(today: date | None = None) -> date:
    """Return the day before which a confirmation is outdated."""
    return (today or clock.today()) - CONFIRMED_FOR


def is_stale(group) -> bool:
    """Return whether the details of the group have not been confirmed for half a year, or ever."""
    return group.confirmed_on is None or group.confirmed_on < stale_before()


def confirm(groups) -> int:
    """Mark the details of the groups in a queryset as confirmed today; return their number."""
    records = list(groups.order_by("pk"))
    for group in records:
        group.confirmed_on = clock.today()
        group.save(update_fields=["confirmed_on"])
    return len(records)
