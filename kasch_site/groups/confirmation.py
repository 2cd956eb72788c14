"""Whether what stands on the page of a group is still true: groups confirm it twice a year."""

from datetime import date, timedelta

from kasch_site.common import clock

CONFIRMED_FOR = timedelta(days=183)


def stale_before(today: date | None = None) -> date:
    """A confirmation of an earlier day is too old."""
    return (today or clock.today()) - CONFIRMED_FOR


def is_stale(group) -> bool:
    """Whether nobody has confirmed the details of the group for half a year, or ever."""
    return group.confirmed_on is None or group.confirmed_on < stale_before()


def confirm(groups) -> int:
    """Note that these groups (a queryset) have confirmed their details today; returns how many there were."""
    return groups.update(confirmed_on=clock.today())
