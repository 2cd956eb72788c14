"""Which slots residents see: free slots, full days, and the number of queries."""

import itertools
import random
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from counselling.booking import bookings as booking
from counselling.models import Booking, Counsellor, ScheduleRule, Slot
from counselling.scheduling import availability, slot_generation
from kasch_site.common import clock

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY, NEXT_WEDNESDAY = date(2026, 11, 25), date(2026, 12, 2)


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


def shown(found):
    """Return what a page shows of each day: its free slots, or that it is full."""
    return {
        day.first: [f"{time.starts_at.astimezone(BERLIN):%H:%M}" for time in day.times] or "full" for day in found.days
    }


def fill(slots):
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).update(state="booked")


def another_counsellor(schedule_rule, name):
    """Create a counsellor with the same schedule rule."""
    other_rule = ScheduleRule.objects.get(pk=schedule_rule.pk)
    other_rule.pk, other_rule.counsellor = None, Counsellor.objects.create(name=name)
    other_rule.save()
    other_rule.topics.set(schedule_rule.topics.all())
    slot_generation.generate_slots_of_rule(other_rule)
    return other_rule


def test_days_are_listed_with_their_free_slots(slots, topic):
    free = availability.free_times(topic)
    assert list(shown(free).items())[:2] == [
        (WEDNESDAY, ["09:00", "09:20", "09:40", "10:00", "10:20"]),
        (NEXT_WEDNESDAY, ["09:00", "09:20", "09:40", "10:00", "10:20"]),
    ]


def test_a_full_day_is_marked_as_full(slots, topic):
    fill(slots[:5])
    assert shown(availability.free_times(topic))[WEDNESDAY] == "full"


def test_urgent_slots_are_shown_to_visitors_with_a_near_deadline(slots, topic):
    assert "10:40" not in shown(availability.free_times(topic))[WEDNESDAY]
    free = availability.free_times(topic, urgent=True)
    assert "10:40" in shown(free)[WEDNESDAY]
    assert free.has_urgent
    assert free.has_free_urgent
    fill(slots)
    free = availability.free_times(topic, urgent=True)
    assert free.has_urgent
    assert not free.has_free_urgent


@pytest.mark.parametrize("state", ["held", "cooling", "offered"])
def test_a_held_slot_is_not_shown(slots, topic, state):
    holder = "x" * 64 if state == "held" else ""
    Slot.objects.filter(pk=slots[0].pk).update(state=state, until=clock.now() + timedelta(minutes=5), holder=holder)
    assert "09:00" not in shown(availability.free_times(topic))[WEDNESDAY]


def test_a_slot_with_an_expired_hold_is_free_before_any_job_runs(slots, topic):
    Slot.objects.filter(pk=slots[0].pk).update(state="held", until=clock.now(), holder="x" * 64)
    assert "09:00" in shown(availability.free_times(topic))[WEDNESDAY]


def test_a_withdrawn_slot_is_not_shown(slots, topic):
    Slot.objects.filter(pk__in=[slot.pk for slot in slots[:6]]).update(state="withdrawn")
    assert WEDNESDAY not in shown(availability.free_times(topic))


def test_slots_of_another_topic_are_not_shown(slots, other_topic):
    assert availability.free_times(other_topic).days == ()
    assert availability.next_free(other_topic) == []


def test_bookings_close_before_the_slot_begins(slots, topic, time_machine):
    topic.booking_closes_hours_before = 2
    time_machine.move_to(at(WEDNESDAY, 7, 30), tick=False)
    assert shown(availability.free_times(topic))[WEDNESDAY] == ["09:40", "10:00", "10:20"]


def test_simultaneous_slots_of_several_counsellors_are_one_button(schedule_rule, slots, topic):
    another_counsellor(schedule_rule, "Beispiel, Bruno")
    assert shown(availability.free_times(topic))[WEDNESDAY].count("09:00") == 1
    fill(slots[:1])
    assert shown(availability.free_times(topic))[WEDNESDAY].count("09:00") == 1
    [other] = availability.free_slots_at_same_time(slots[0].pk, topic)
    assert Slot.objects.get(pk=other).starts_at == slots[0].starts_at


def test_a_page_has_six_days_and_the_next_page_continues_after_it(slots, topic):
    first = availability.free_times(topic)
    assert len(first.days) == availability.DAYS_ON_A_PAGE
    second = availability.free_times(topic, first.later)
    assert second.days[0].first == first.days[-1].first + timedelta(weeks=1)
    pages, page = 1, first
    while page.later:
        page, pages = availability.free_times(topic, page.later), pages + 1
    assert pages == 2
    assert page.days[-1].first >= date(2027, 2, 3)


def test_many_consecutive_full_days_are_merged_into_one_line(slots, topic):
    fill([slot for slot in slots if slot.starts_at < at(date(2026, 12, 17), 0)])
    first = availability.free_times(topic).days[0]
    assert (first.first, first.last, first.is_full) == (WEDNESDAY, date(2026, 12, 16), True)
    assert availability.free_times(topic).days[1].first == date(2026, 12, 23)


def set_states(rng, kinds):
    """Give every slot one of these states; a lapsed slot has an expired hold."""
    for slot in Slot.objects.order_by("pk"):
        kind = rng.choice(kinds)
        if kind in ("held", "lapsed"):
            slot.until = clock.now() + timedelta(minutes=5 if kind == "held" else -5)
            slot.holder = str(slot.pk)
        slot.state = "held" if kind == "lapsed" else kind
        slot.save()


def naive_page(topic, first_day, *, urgent):
    """Compute a page slot by slot: its days with their times, and the first day of the next page."""
    now = clock.now()
    start = max(availability.earliest_bookable_start(topic, now), clock.local(first_day))
    rows = [slot for slot in Slot.objects.for_topic(topic).order_by("pk") if slot.starts_at >= start]
    days = {}
    for slot in sorted(rows, key=lambda slot: (slot.starts_at, slot.is_urgent)):
        if slot.state != "withdrawn" and (urgent or not slot.is_urgent):
            times = days.setdefault(slot.starts_at.astimezone(BERLIN).date(), {})
            if slot.is_free(now):
                times.setdefault(slot.starts_at, slot.pk)
    free = [day for day, times in days.items() if times]
    end = free[5] if len(free) >= 6 else max(days, default=None)
    later = min((day for day in days if day > end), default=None) if free[6:] else None
    return [(day, list(times.values())) for day, times in days.items() if day <= end], later


@pytest.mark.parametrize("seed", range(8))
def test_a_page_matches_a_naive_computation(schedule_rule, slots, topic, seed, monkeypatch):
    monkeypatch.setattr(availability, "MAX_FULL_IN_A_ROW", len(slots))
    other_rule = another_counsellor(schedule_rule, "Beispiel, Bruno")
    other_rule.slots.update(is_urgent=False)  # at some times one of the two slots is not urgent
    set_states(random.Random(seed), ["free", "booked", "booked", "withdrawn", "held", "lapsed"][seed % 2 :])
    for day in (WEDNESDAY, date(2026, 12, 9), date(2027, 1, 20)):
        for urgent in (True, False):
            found = availability.free_times(topic, day, urgent=urgent)
            shown = [(each.first, [time.slot for time in each.times]) for each in found.days]
            assert (shown, found.later) == naive_page(topic, day, urgent=urgent)


def test_only_the_slots_shown_are_read_from_the_database(slots, topic, monkeypatch):
    read, number = availability._times, itertools.count()
    monkeypatch.setattr(availability, "_times", lambda *args: (each for each in read(*args) if next(number) >= 0))
    free = availability.free_times(topic)
    shown = [len(day.times) for day in free.days]
    # One more day, to know whether there is another page, and the first slot after it.
    assert next(number) <= sum(shown) + shown[-1] + 1 < Slot.objects.not_urgent().count()


def test_a_topic_without_free_slots_is_empty(slots, topic):
    fill(slots)
    free = availability.free_times(topic)
    assert free.is_empty
    assert free.later is None


def test_the_next_free_slots_are_the_first_three(slots, topic):
    fill(slots[1:2])
    free = availability.next_free(topic)
    assert [time.slot for time in free] == [slots[0].pk, slots[2].pk, slots[3].pk]


def test_each_topic_shows_its_first_free_slot(slots, topic, other_topic):
    fill(slots[:2])
    assert availability.first_free([topic, other_topic]) == {topic.pk: slots[2].starts_at}
    assert availability.first_free([]) == {}


def test_each_topic_has_its_own_closing_time(slots, schedule_rule, topic, other_topic, time_machine):
    schedule_rule.topics.add(other_topic)
    other_topic.booking_closes_hours_before = 48
    free = availability.first_free([topic, other_topic])
    assert free == {topic.pk: at(WEDNESDAY, 9), other_topic.pk: at(NEXT_WEDNESDAY, 9)}


def test_a_released_slot_is_shown_only_after_cooling(slots, topic, book, advance):
    row = book(slots[0])
    booking.cancel(row)
    assert availability.next_free(topic)[0].slot != slots[0].pk
    advance(timedelta(minutes=16))
    assert availability.next_free(topic)[0].slot == slots[0].pk


@pytest.mark.parametrize(("counsellors", "bookings"), [(1, 3), (50, 3000)])
def test_the_page_makes_at_most_ten_queries(
    client, schedule_rule, slots, topic, counsellors, bookings, django_assert_max_num_queries
):
    for number in range(1, counsellors):
        another_counsellor(schedule_rule, f"Beispiel {number}")
    taken = list(Slot.objects.order_by("starts_at", "pk")[:bookings])
    fill(taken)
    Booking.objects.bulk_create(
        Booking(
            slot=slot,
            topic=topic,
            name="Frau Beispiel",
            email="a@example.org",
            email_key="a@example.org",
            idempotency_key=uuid4(),
            created_at=clock.now(),
            code=f"{number:08}",
        )
        for number, slot in enumerate(taken)
    )
    client.get("/beratung/wohngeld/termin/")
    with django_assert_max_num_queries(10) as queries:
        response = client.get("/beratung/wohngeld/termin/")
    assert response.status_code == 200
    assert len(queries) <= 10
