"""Slots are generated from schedule rules and withdrawn when a rule no longer produces them; booked ones stay."""

import itertools
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from counselling.models import Absence, Booking, Counsellor, Offer, ScheduleRule, Slot, Topic
from counselling.scheduling import slot_generation, withdrawal
from kasch_site.common import clock
from kasch_site.house.models import Room, SpecialPeriod
from tests.proving import examples

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 23)  # a Monday
WEDNESDAY = date(2026, 11, 25)
State = Slot.State


@pytest.fixture(autouse=True)
def local_time(db, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 8, tzinfo=BERLIN), tick=False)
    with timezone.override(BERLIN):
        yield


@pytest.fixture
def topic():
    return Topic.objects.create(name="Wohngeld", slug="wohngeld", status="published")


@pytest.fixture
def counsellor():
    return Counsellor.objects.create(name="Beispiel Beratung")


@pytest.fixture
def make_rule(counsellor, topic):
    """Return a function that creates a rule, by default for Wednesdays from nine to twelve, every twenty minutes."""

    def make(**changed):
        usual = {"weekday": 2, "starts": time(9), "ends": time(12), "minutes": 20, "valid_from": date(2026, 1, 1)}
        rule = ScheduleRule.objects.create(**{"counsellor": counsellor, **usual, **changed})
        rule.topics.add(topic)
        return rule

    return make


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=BERLIN)


def on(day, **conditions):
    """Return the start times of the slots of a day, in local time."""
    slots = Slot.objects.within(*clock.day_bounds(day)).exclude(state=State.WITHDRAWN).filter(**conditions)
    return [f"{timezone.localtime(slot.starts_at):%H:%M}" for slot in slots.order_by("starts_at")]


def book(slot, topic, state="booked"):
    """Create a booking of a slot, as the booking form does."""
    Slot.objects.filter(pk=slot.pk).update(state=State.BOOKED)
    return Booking.objects.create(
        slot=slot,
        topic=topic,
        name="Beispiel Anna",
        phone="0171 3920001",
        created_at=clock.now(),
        idempotency_key=uuid4(),
    )


def grid(days, start, halves):
    """Return this many half hours from `start` on each day, without clock changes."""
    return {datetime.combine(day, start) + number * timedelta(minutes=30) for day in days for number in range(halves)}


def first_of(day):
    return Slot.objects.within(*clock.day_bounds(day)).order_by("starts_at").first()


def test_slots_are_generated_twelve_weeks_ahead(make_rule):
    make_rule()
    (change,) = slot_generation.generate_slots(TODAY)
    assert change.added_count == 12 * 9
    assert on(WEDNESDAY) == ["09:00", "09:20", "09:40", "10:00", "10:20", "10:40", "11:00", "11:20", "11:40"]
    assert on(date(2027, 2, 10))
    assert not on(date(2027, 2, 17))


def test_generating_slots_is_idempotent(make_rule):
    make_rule(urgent=2)
    slot_generation.generate_slots(TODAY)
    before = list(Slot.objects.order_by("pk").values())
    assert slot_generation.generate_slots(TODAY) == []
    assert list(Slot.objects.order_by("pk").values()) == before


def test_a_day_later_only_new_slots_are_added(make_rule, time_machine):
    make_rule(weekday=0)
    slot_generation.generate_slots(TODAY)
    keys = set(Slot.objects.values_list("pk", flat=True))
    time_machine.move_to(datetime(2026, 11, 30, 8, tzinfo=BERLIN))
    (change,) = slot_generation.generate_slots(date(2026, 11, 30))
    assert (change.added_count, change.removed_count) == (9, 0)
    assert keys < set(Slot.objects.values_list("pk", flat=True))


def test_no_slots_are_generated_in_the_past(make_rule, time_machine):
    time_machine.move_to(at(WEDNESDAY, 10, 20))
    make_rule()
    slot_generation.generate_slots(WEDNESDAY)
    assert on(WEDNESDAY) == ["10:40", "11:00", "11:20", "11:40"]


def test_the_last_slots_of_each_day_are_reserved_for_urgent_cases(make_rule):
    make_rule(urgent=2)
    slot_generation.generate_slots(TODAY)
    assert on(WEDNESDAY, is_urgent=True) == ["11:20", "11:40"]


def test_daily_generation_over_ten_years_has_no_shifted_missing_or_duplicate_slots(make_rule, time_machine):
    for weekday in (0, 6):
        make_rule(weekday=weekday, minutes=30, starts=time(8), ends=time(10))
    make_rule(weekday=6, minutes=30, starts=time(1), ends=time(4))
    day = date(2026, 1, 1)
    while day <= date(2035, 12, 31):
        time_machine.move_to(at(day, 0))
        slot_generation.generate_slots(day)
        day += timedelta(days=80)
    rows = list(Slot.objects.values_list("starts_at", "ends_at"))
    shown = [timezone.localtime(start).replace(tzinfo=None) for start, _end in rows]
    assert len(shown) == len(set(shown))
    assert all(end - start == timedelta(minutes=30) for start, end in rows)
    span = [date(2026, 1, 1) + timedelta(days=number) for number in range(3652)]
    office = grid([day for day in span if day.weekday() in (0, 6)], time(8), 4)
    night = grid([day for day in span if day.weekday() == 6], time(1), 6)
    expected = {moment for moment in shown if moment.date() <= span[-1]}
    assert {moment for moment in expected if moment.hour >= 8} == office
    # In spring the night has one hour less; in autumn no local time occurs twice.
    missing = night - expected
    assert expected <= office | night
    assert {moment.hour for moment in missing} == {2}
    assert len(missing) == 2 * 10


def test_closing_days_and_holidays_withdraw_slots_and_restore_them_when_deleted(make_rule):
    make_rule()
    slot_generation.generate_slots(TODAY)
    closed = SpecialPeriod.objects.create(kind="closed", name="Inventur", first_day=WEDNESDAY, last_day=WEDNESDAY)
    SpecialPeriod.objects.create(
        kind="public", name="Feiertag", first_day=date(2026, 12, 2), last_day=date(2026, 12, 2)
    )
    (change,) = slot_generation.generate_slots(TODAY)
    assert change.removed_count == 18
    assert on(WEDNESDAY) == on(date(2026, 12, 2)) == []
    assert len(on(date(2026, 12, 9))) == 9
    closed.delete()
    slot_generation.generate_slots(TODAY)
    assert len(on(WEDNESDAY)) == 9


def test_an_absence_withdraws_exactly_the_slots_it_overlaps(make_rule, counsellor):
    make_rule()
    slot_generation.generate_slots(TODAY)
    other = Counsellor.objects.create(name="Beispiel Zwei")
    make_rule(counsellor=other)
    Absence.objects.create(counsellor=counsellor, starts_at=at(WEDNESDAY, 9, 30), ends_at=at(WEDNESDAY, 11))
    slot_generation.generate_slots(TODAY)
    assert on(WEDNESDAY, counsellor=counsellor) == ["09:00", "11:00", "11:20", "11:40"]
    assert len(on(WEDNESDAY, counsellor=other)) == 9


def test_changing_a_rule_removes_free_slots_and_leaves_booked_ones(make_rule, topic, counsellor):
    rule = make_rule()
    slot_generation.generate_slots(TODAY)
    booked = first_of(WEDNESDAY)
    book(booked, topic)
    before = Slot.objects.filter(pk=booked.pk).values().get()
    rule.starts, rule.minutes = time(9, 10), 30
    rule.save()
    change = slot_generation.generate_slots_of_rule(rule)
    # The first new slot would overlap the slot that is booked until 9:20.
    assert on(WEDNESDAY) == ["09:00", "09:40", "10:10", "10:40", "11:10"]
    assert change.unmatched == [booked]
    assert Slot.objects.filter(pk=booked.pk).values().get() == before
    assert slot_generation.unmatched_slots() == [booked]
    assert not slot_generation.allows(booked)


def test_booked_slots_that_match_a_rule_are_not_listed_as_unmatched(make_rule, topic):
    make_rule()
    slot_generation.generate_slots(TODAY)
    book(first_of(WEDNESDAY), topic)
    assert slot_generation.unmatched_slots() == []
    assert slot_generation.allows(first_of(WEDNESDAY))


def test_a_booked_slot_on_a_new_holiday_is_listed(make_rule, topic):
    make_rule()
    slot_generation.generate_slots(TODAY)
    book(first_of(WEDNESDAY), topic)
    SpecialPeriod.objects.create(kind="public", name="Feiertag", first_day=WEDNESDAY, last_day=WEDNESDAY)
    slot_generation.generate_slots(TODAY)
    assert slot_generation.unmatched_slots() == [first_of(WEDNESDAY)]
    assert on(WEDNESDAY) == ["09:00"]


def test_a_new_room_applies_to_free_slots_and_booked_ones_are_listed(make_rule, topic):
    rule = make_rule(room=Room.objects.create(name="Zimmer 1"))
    slot_generation.generate_slots(TODAY)
    book(first_of(WEDNESDAY), topic)
    rule.room = Room.objects.create(name="Zimmer 2")
    rule.save()
    change = slot_generation.generate_slots_of_rule(rule)
    assert change.unmatched == slot_generation.unmatched_slots() == [first_of(WEDNESDAY)]
    assert first_of(WEDNESDAY).room.name == "Zimmer 1"
    assert Slot.objects.free(clock.now()).exclude(room=rule.room).count() == 0


def test_deleting_a_rule_removes_its_free_slots(make_rule, topic, counsellor):
    rule = make_rule()
    slot_generation.generate_slots(TODAY)
    book(first_of(WEDNESDAY), topic)
    rule.delete()
    slot_generation.generate_slots_of(counsellor.pk)
    assert on(WEDNESDAY) == ["09:00"]
    assert Slot.objects.count() == 1


def test_a_replacement_rule_adopts_the_slots(make_rule, topic, counsellor):
    rule = make_rule()
    slot_generation.generate_slots(TODAY)
    book(first_of(WEDNESDAY), topic)
    keys = set(Slot.objects.values_list("pk", flat=True))
    rule.delete()
    later = make_rule()
    change = slot_generation.generate_slots_of(counsellor.pk)
    assert set(Slot.objects.values_list("pk", flat=True)) == keys
    assert (change.added_count, change.removed_count, change.unmatched) == (0, 0, [])
    assert not Slot.objects.exclude(rule=later).exists()


@pytest.mark.parametrize("state", [State.HELD, State.COOLING, State.OFFERED])
def test_held_and_offered_slots_are_withdrawn_too(make_rule, topic, counsellor, state):
    make_rule()
    slot_generation.generate_slots(TODAY)
    slot = first_of(WEDNESDAY)
    holder = "x" * 64 if state == State.HELD else ""
    Slot.objects.filter(pk=slot.pk).update(state=state, until=clock.now() + timedelta(minutes=20), holder=holder)
    later = book(first_of(date(2026, 12, 2)), topic)
    offer = Offer.objects.create(slot=slot, booking=later, until=clock.now() + timedelta(hours=1), made_at=clock.now())
    Absence.objects.create(counsellor=counsellor, starts_at=at(WEDNESDAY, 0), ends_at=at(WEDNESDAY, 23))
    slot_generation.generate_slots(TODAY)
    slot.refresh_from_db()
    offer.refresh_from_db()
    assert (slot.state, slot.until, slot.holder) == (State.WITHDRAWN, None, "")
    assert offer.state == Offer.State.WITHDRAWN


def test_manually_withdrawn_slots_stay_withdrawn_and_others_are_restored(make_rule, topic, counsellor):
    make_rule()
    slot_generation.generate_slots(TODAY)
    first, second = Slot.objects.within(*clock.day_bounds(WEDNESDAY)).order_by("starts_at")[:2]
    cancelled = book(second, topic)
    Booking.objects.filter(pk=cancelled.pk).update(state="cancelled", cancelled_by="house", cancelled_at=clock.now())
    Slot.objects.filter(pk=second.pk).update(state=State.FREE)
    assert withdrawal.withdraw([first]) == 1
    absence = Absence.objects.create(counsellor=counsellor, starts_at=at(WEDNESDAY, 0), ends_at=at(WEDNESDAY, 23))
    slot_generation.generate_slots(TODAY)
    assert on(WEDNESDAY) == []
    absence.delete()
    slot_generation.generate_slots(TODAY)
    assert on(WEDNESDAY) == ["09:20", "09:40", "10:00", "10:20", "10:40", "11:00", "11:20", "11:40"]
    second.refresh_from_db()
    assert second.state == State.FREE  # the same row, because a cancelled booking refers to it


def test_a_booked_slot_cannot_be_withdrawn(make_rule, topic):
    make_rule()
    slot_generation.generate_slots(TODAY)
    slot = first_of(WEDNESDAY)
    book(slot, topic)
    assert withdrawal.withdraw([slot]) == 0
    assert on(WEDNESDAY)[0] == "09:00"


def test_an_inactive_counsellor_has_no_free_slots(make_rule, counsellor):
    make_rule()
    slot_generation.generate_slots(TODAY)
    Counsellor.objects.update(is_active=False)
    slot_generation.generate_slots_of(counsellor.pk)
    assert not Slot.objects.exists()


def test_walk_in_rules_produce_no_slots(make_rule):
    make_rule(kind=ScheduleRule.Kind.WALK_IN)
    assert slot_generation.generate_slots(TODAY) == []


def test_overlapping_rules_produce_no_overlapping_slots(make_rule):
    make_rule()
    make_rule(starts=time(8, 50), ends=time(10, 30), minutes=25)
    slot_generation.generate_slots(TODAY)
    rows = list(Slot.objects.order_by("starts_at"))
    assert all(first.ends_at <= second.starts_at for first, second in itertools.pairwise(rows))


_clock = st.integers(7 * 12, 20 * 12).map(lambda fives: time(fives // 12, fives % 12 * 5))
_rule = st.tuples(_clock, _clock, st.sampled_from([10, 20, 25, 30, 45]), st.integers(0, 3)).filter(
    lambda rule: rule[0] < rule[1]
)


@examples(15, shares_fixtures=True)
@given(rules=st.lists(_rule, min_size=1, max_size=5), booked=st.sets(st.integers(0, 60), max_size=6))
def test_booked_slots_survive_any_rule_change_without_overlaps(make_rule, topic, counsellor, rules, booked):
    Booking.objects.all().delete()
    Slot.objects.all().delete()
    ScheduleRule.objects.all().delete()
    rule = make_rule(valid_until=WEDNESDAY)
    kept = []
    for starts, ends, minutes, urgent in rules:
        rule.starts, rule.ends, rule.minutes, rule.urgent = starts, ends, minutes, urgent
        rule.save()
        slot_generation.generate_slots_of_rule(rule)
        rows = list(Slot.objects.exclude(state=State.WITHDRAWN).order_by("starts_at"))
        assert all(first.ends_at <= second.starts_at for first, second in itertools.pairwise(rows))
        assert set(kept) <= {(row.pk, row.starts_at, row.ends_at) for row in rows if row.state == State.BOOKED}
        free = [row for row in rows if row.state == State.FREE]
        assert all(slot_generation.allows(row) for row in free)
        assert slot_generation.generate_slots(TODAY) == []
        for row in free[:1] if len(rows) in booked else []:
            book(row, topic)
            kept.append((row.pk, row.starts_at, row.ends_at))
