"""The site with rate limits that no client reaches; on request also without its locks and constraints, for races.

WITHOUT=lock removes the row locks: several processes read the free places at once, and write a moment later.
WITHOUT=lock,constraint makes SQLite ignore its check constraints as well; on PostgreSQL the test drops them itself,
as it does everywhere with a constraint that is an index (two appointments at one time).
"""

import os
import random
import time

from kasch_site.wsgi import application

__all__ = ["application"]

from django.db import connection
from django.db.backends.signals import connection_created

from counselling.booking import bookings
from counselling.booking.refusals import limits as booking_limits
from counselling.booking.slots import holds
from counselling.models.slots import SlotQuerySet
from counselling.web.common import HOLD_LIMIT
from events.models import Registration
from events.models.registration_querysets import OccurrenceCapacityQuerySet
from events.registration import registrations
from events.web.registration import pages as views
from kasch_site.common.rate_limits import limits
from kasch_site.visitors.web.counted import STEPS

# Seconds between reading and writing: long enough for other processes to read. On SQLite, where each write waits for
# all others, it must stay below the time after which the database counts as busy.
PAUSES = {"sqlite": 0.03, "postgresql": 0.3}
LONG_PAUSE = 1.0  # long enough for another client to hold a slot and to book it


def raise_limits():
    """Raise the limits out of reach; attempts are still counted."""
    for limit in (limits.FORMS, limits.GUESSES, STEPS, HOLD_LIMIT):
        for scope in ("visitor", "house", "everybody"):
            object.__setattr__(limit, scope, 10**9)
    for most in ("MAX_BOOKINGS_PER_DAY", "MAX_ENTRIES_PER_DAY", "MAX_BLOCKED_SLOTS"):
        setattr(booking_limits, most, 10**9)


def remove_locks():
    """Remove the row lock of dates and the transaction around reading and writing, and the same for slots."""
    OccurrenceCapacityQuerySet.select_for_update = lambda queryset, *_args, **_options: queryset
    registrations.register = registrations.register.__wrapped__
    views._register = views._register.__wrapped__
    save = Registration.save

    def save_late(*args, **options):
        time.sleep(PAUSES[connection.vendor])
        return save(*args, **options)

    Registration.save = save_late
    remove_slot_locks()


def remove_slot_locks():
    """Remove the row lock of slots; each write pauses for a random time, so that requests overtake each other."""
    SlotQuerySet.for_update = lambda queryset, **_options: queryset
    holds.hold = holds.hold.__wrapped__
    bookings._book = bookings._book.__wrapped__
    holds.set_state = delayed(holds.set_state)


def delayed(write):
    """Return a function that does the same after a random pause."""

    def write_late(*args, **options):
        time.sleep(random.uniform(0, LONG_PAUSE))
        return write(*args, **options)

    return write_late


def ignore_constraints(connection, **_):
    """Make a new connection of SQLite ignore its check constraints."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints=ON")


raise_limits()
WITHOUT = os.environ.get("WITHOUT", "").split(",")
if "lock" in WITHOUT:
    remove_locks()
if "constraint" in WITHOUT:
    connection_created.connect(ignore_constraints)
