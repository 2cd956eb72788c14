"""The cost of confirming a booking, compared with a bare view that inserts one row under a unique constraint."""

import itertools
import secrets
from datetime import time, timedelta

from .posts import TOTAL, compare, filled_form

COUNSELLORS = 10
_names = itertools.count()


def measure(environment):
    """Measure the last of the three booking steps, with a held slot for each form among thousands."""
    addresses = iter(_held_slots(TOTAL))
    yield from compare(environment, "Appointment", lambda: _confirm(next(addresses)))


def _held_slots(number):
    """Hold that many slots; return the URLs of their forms."""
    from counselling.models import Counsellor, ScheduleRule, Slot, Topic
    from kasch_site.common import clock
    from kasch_site.common.fingerprints import fingerprint

    topic = Topic.objects.create(name="Messung", slug="messung", status=Topic.Status.PUBLISHED)
    day = clock.today() + timedelta(days=7)
    start = clock.local(day)
    tokens = [secrets.token_urlsafe(32) for _number in range(number)]
    rows = []
    for counsellor in range(COUNSELLORS):
        row = Counsellor.objects.create(name=f"Messung {counsellor}")
        schedule_rule = ScheduleRule.objects.create(
            counsellor=row, weekday=day.weekday(), starts=time(8), ends=time(18), minutes=10, valid_from=day
        )
        schedule_rule.topics.add(topic)
        for step, token in enumerate(tokens[counsellor::COUNSELLORS]):
            begin = start + timedelta(minutes=10 * step)
            rows.append(
                Slot(
                    counsellor=row,
                    rule=schedule_rule,
                    starts_at=begin,
                    ends_at=begin + timedelta(minutes=10),
                    state=Slot.State.HELD,
                    until=clock.now() + timedelta(hours=2),
                    holder=fingerprint(token),
                )
            )
    Slot.objects.bulk_create(rows, batch_size=500)
    return [f"/beratung/messung/termin/{token}/" for token in tokens]


def _confirm(path):
    """Return a form as a browser submits it, some time after it was rendered."""
    # A browser submits empty text fields and lists too, but not unchecked checkboxes.
    empty = dict.fromkeys(("phone", "interpreter", "note"), "")
    email = f"beispiel{next(_names)}@example.org"
    return filled_form(path, do="book", name="Beispiel Anna", email=email, **empty)
