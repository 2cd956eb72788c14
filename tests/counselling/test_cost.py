"""The number of queries of the most visited pages does not depend on the amount of data."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counselling.booking.slots import holds
from counselling.models import Booking, Counsellor, Slot
from kasch_site.common import clock
from kasch_site.common.forms.guard import HONEYPOT, TOKEN
from tests.support.browser.visitors import Form

pytestmark = pytest.mark.django_db
FREE_TIMES = "/beratung/wohngeld/termin/"


def queries(ask, status=200):
    with CaptureQueriesContext(connection) as asked:
        assert ask().status_code == status
    return [each["sql"] for each in asked.captured_queries]


def test_the_page_of_free_times_asks_the_same_of_a_small_and_of_a_large_house(client, slots, topic, schedule_rule):
    client.get(FREE_TIMES)
    few = queries(lambda: client.get(FREE_TIMES))
    now = clock.now()
    for number in range(50):
        counsellor = Counsellor.objects.create(name=f"Beispiel {number}")
        rows = [
            Slot(
                counsellor=counsellor,
                rule=schedule_rule,
                starts_at=slots[0].starts_at + timedelta(hours=step),
                ends_at=slots[0].starts_at + timedelta(hours=step, minutes=20),
                state="booked" if step else "free",
            )
            for step in range(61)
        ]
        Slot.objects.bulk_create(rows)
    taken = Slot.objects.filter(state="booked").values_list("pk", flat=True)
    Booking.objects.bulk_create(
        Booking(
            slot_id=pk,
            topic=topic,
            name="Beispiel",
            email="b@example.org",
            email_key="b@example.org",
            created_at=now,
            idempotency_key=uuid4(),
        )
        for pk in taken
    )
    assert Booking.objects.count() == 3000
    client.get(FREE_TIMES)
    many = queries(lambda: client.get(FREE_TIMES))
    print(f"{len(few)} queries with {len(slots)} times, {len(many)} with {Slot.objects.count()}")
    assert len(many) == len(few) <= 10


def test_booking_reads_six_times_and_has_a_constant_number_of_writes(client, slots, topic):
    def confirm(number):
        token = holds.hold(slots[number].pk, topic)
        form = {
            "do": "book",
            "name": "Anna",
            "email": f"a{number}@example.org",
            TOKEN: Form("", {}).stamp,
            HONEYPOT: "",
        }
        return queries(lambda: client.post(f"{FREE_TIMES}{token}/", form), status=302)

    confirm(0)
    statements = [sql.split()[0] for sql in confirm(1)]
    # Content versions, two rate limits (form and contact), the topic, the slot, and whether a job sends messages.
    assert statements.count("SELECT") == 6
    # Updated: the slot and two rate limits. Inserted: two rate limits, the booking, its message and the
    # access token. The queued job of the first booking sends both messages.
    assert (statements.count("UPDATE"), statements.count("INSERT")) == (3, 5)
