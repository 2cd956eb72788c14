"""The site for a server that one machine asks as often as it likes; for races also without what keeps order there.

WITHOUT=lock lets everybody look at the free places at once and write a moment later, each statement by itself.
WITHOUT=lock,constraint has SQLite ignore its constraints as well; on PostgreSQL the test takes that one away itself,
as it does everywhere with one that is an index (two appointments at one time).
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
from events.web import registration as views
from kasch_site.common.rate_limits import limits

# Seconds between looking and writing: long enough for others to look, and on SQLite, where each statement by itself
# waits for all others to write, not so long that the database counts as busy.
PAUSES = {"sqlite": 0.03, "postgresql": 0.3}
LONG_PAUSE = 1.0  # long enough for others to choose a time and to confirm it


def open_wide():
    """The limits are counted as ever, but nobody reaches them."""
    for limit in (limits.FORMS, limits.GUESSES, HOLD_LIMIT):
        for who in ("visitor", "house", "everybody"):
            object.__setattr__(limit, who, 10**9)
    for most in ("MAX_BOOKINGS_PER_DAY", "MAX_ENTRIES_PER_DAY", "MAX_KEPT_SLOTS"):
        setattr(booking_limits, most, 10**9)


def take_the_lock_away():
    """Neither a locked row nor a transaction from the look to the writing."""
    OccurrenceCapacityQuerySet.select_for_update = lambda queryset, *_args, **_options: queryset
    registrations.register = registrations.register.__wrapped__
    views._register = views._register.__wrapped__
    save = Registration.save

    def save_late(*args, **options):
        time.sleep(PAUSES[connection.vendor])
        return save(*args, **options)

    Registration.save = save_late
    take_the_lock_of_times_away()


def take_the_lock_of_times_away():
    """The same for times and appointments; each pauses for another while, so that they overtake each other."""
    SlotQuerySet.to_change = lambda queryset, **_options: queryset
    holds.hold = holds.hold.__wrapped__
    bookings._book = bookings._book.__wrapped__
    holds.set_state = late(holds.set_state)


def late(write):
    """The same function, some moment later."""

    def write_late(*args, **options):
        time.sleep(random.uniform(0, LONG_PAUSE))
        return write(*args, **options)

    return write_late


def ignore_constraints(connection, **_):
    """For connections that are made from now on; SQLite alone can."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints=ON")


open_wide()
WITHOUT = os.environ.get("WITHOUT", "").split(",")
if "lock" in WITHOUT:
    take_the_lock_away()
if "constraint" in WITHOUT:
    connection_created.connect(ignore_constraints)
