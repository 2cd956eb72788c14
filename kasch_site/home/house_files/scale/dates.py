"""Sample dates in large numbers, for performance tests."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from events.models import Category, Event, Occurrence
from kasch_site.common import clock
from kasch_site.house.models import Room

DATES = 20_000
YEARS = 10
EVENTS = 200
SLUG = "beispieltermin-"
_BATCH = 1000


def exist() -> bool:
    """Return whether the sample dates exist."""
    return Event.objects.filter(slug__startswith=SLUG).exists()


def write(today, number=DATES, years=YEARS, progress: Callable[[int], None] = lambda done: None):
    """Add that many dates of sample events, spread evenly over the years around today.

    They are late in the evening, so that no room is used twice. `progress` receives the number of dates written.
    """
    events = _events()
    first = today - timedelta(days=years * 365 // 2)
    rows = []
    for index in range(number):
        day = first + timedelta(days=index * years * 365 // number)
        rows.append(_date(events[index % len(events)], day, index))
        if len(rows) == _BATCH or index == number - 1:
            Occurrence.objects.bulk_create(rows)
            rows = []
            progress(index + 1)


def _events():
    categories = list(Category.objects.all())
    occupied = Occurrence.objects.filter(is_all_day=True, event__room__isnull=False).values("event__room")
    rooms = list(Room.objects.exclude(pk__in=occupied))
    return Event.objects.bulk_create(
        Event(
            title=f"Beispieltermin {number}",
            slug=f"{SLUG}{number}",
            summary="Einer von sehr vielen Terminen, an denen sich zeigt, ob die Website schnell bleibt.",
            category=categories[number % len(categories)],
            room=rooms[number % len(rooms)],
            status=Event.Status.PUBLISHED,
        )
        for number in range(1, EVENTS + 1)
    )


def _date(event, day, index):
    starts_at = clock.local(day) + timedelta(hours=21 + index % 3, minutes=index // 3 % 4 * 15)
    return Occurrence(
        event=event,
        key=f"{day.isoformat()}-{index}",
        uid=uuid.uuid4(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=15),
    )
