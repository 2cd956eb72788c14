"""The cost of confirming a booking, compared with a bare view that inserts one row under a unique constraint."""

import itertools
import secrets
from datetime import time, timedelta
from urllib.parse import urlencode
from uuid import uuid4

from .posts import TOTAL, compare

COUNSELLORS = 10
_names = itertools.count()


def measure(environment):
    """Measure the last of the three booking steps, with a held slot for each form among thousands."""
    addresses = iter(_kept_times(TOTAL))
    yield from compare(environment, "Appointment", lambda: _confirm(next(addresses)))


def _kept_times(number):
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
        who = Counsellor.objects.create(name=f"Messung {counsellor}")
        hours = ScheduleRule.objects.create(
            counsellor=who, weekday=day.weekday(), starts=time(8), ends=time(18), minutes=10, valid_from=day
        )
        hours.topics.add(topic)
        for step, token in enumerate(tokens[counsellor::COUNSELLORS]):
            begin = start + timedelta(minutes=10 * step)
            rows.append(
                Slot(
                    counsellor=who,
                    rule=hours,
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
    from kasch_site.common import clock
    from kasch_site.common.forms.guard import TOKEN, FormStamp

    secret = secrets.token_hex(16)
    words = {
        "csrfmiddlewaretoken": secret,
        TOKEN: FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign(),
        "homepage": "",
        "do": "book",
        "name": "Beispiel Anna",
        "email": f"beispiel{next(_names)}@example.org",
        # A browser submits empty text fields and lists too, but not unchecked checkboxes.
        **dict.fromkeys(("phone", "interpreter", "note"), ""),
    }
    return path, urlencode(words), {"Cookie": f"csrftoken={secret}"}
