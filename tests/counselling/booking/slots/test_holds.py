"""A chosen slot is held for twenty minutes while the form is filled in."""

from datetime import timedelta

import pytest

from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots import holds
from counselling.models import Slot
from kasch_site.common import clock
from tests.counselling.booking.consistency import check_consistency

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def refusal(slot, topic, **how):
    with pytest.raises(BookingRefused) as refused:
        holds.hold(slot.pk, topic, **how)
    return refused.value


def test_a_held_slot_is_not_available_to_others(slots, topic):
    token = holds.hold(slots[0].pk, topic)
    assert holds.held(token) == slots[0]
    assert refusal(slots[0], topic).is_taken
    assert check_consistency()["held"] == 1
    assert slots[0] not in Slot.objects.free(clock.now())


def test_the_token_is_not_stored(slots, topic):
    token = holds.hold(slots[0].pk, topic)
    row = Slot.objects.get(pk=slots[0].pk)
    assert token not in (row.holder, str(row.__dict__))
    assert holds.held(row.holder) is None


def test_a_hold_expires_after_twenty_minutes(slots, topic, advance, time_machine):
    token = holds.hold(slots[0].pk, topic)
    time_machine.move_to(clock.now() + 20 * MINUTE, tick=False)
    assert holds.held(token) is None
    assert slots[0] in Slot.objects.free(clock.now())
    other = holds.hold(slots[0].pk, topic)
    assert holds.held(other) == slots[0]


def test_expired_holds_are_released_by_the_job(slots, topic, advance):
    holds.hold(slots[0].pk, topic)
    assert advance(19 * MINUTE) == 0
    assert advance(1 * MINUTE) == 1
    assert check_consistency() == {"free": len(slots)}


def test_a_hold_can_be_extended_to_at_most_an_hour(slots, topic, time_machine):
    token = holds.hold(slots[0].pk, topic)
    began = clock.now()
    for _time in range(3):
        time_machine.move_to(clock.now() + 15 * MINUTE, tick=False)
        assert holds.extend(token).until == min(clock.now() + 20 * MINUTE, began + 60 * MINUTE)
    with pytest.raises(BookingRefused) as refused:
        holds.extend(token)
    assert not refused.value.is_taken
    assert holds.held(token) == slots[0]


def test_an_expired_hold_cannot_be_extended(slots, topic, time_machine):
    token = holds.hold(slots[0].pk, topic)
    time_machine.move_to(clock.now() + 21 * MINUTE, tick=False)
    with pytest.raises(BookingRefused) as refused:
        holds.extend(token)
    assert refused.value.is_taken


def test_a_changed_token_is_invalid(slots, topic):
    token = holds.hold(slots[0].pk, topic)
    # The fingerprint covers the time at the beginning of the token.
    changed = f"{int(token[:8], 16) + 3600:08x}{token[8:]}"
    for bad in (changed, token[:-1], token.upper(), "", "x" * 10_000, "\0", "☃"):
        assert holds.held(bad) is None
        with pytest.raises(BookingRefused):
            holds.extend(bad)
        holds.release(bad)
    assert holds.held(token) == slots[0]


def test_releasing_a_hold_frees_the_slot_at_once(slots, topic):
    token = holds.hold(slots[0].pk, topic)
    holds.release(token)
    holds.release(token)
    assert holds.held(token) is None
    assert check_consistency() == {"free": len(slots)}


def test_a_late_release_does_not_affect_the_next_holder(slots, topic, time_machine):
    first = holds.hold(slots[0].pk, topic)
    time_machine.move_to(clock.now() + 21 * MINUTE, tick=False)
    second = holds.hold(slots[0].pk, topic)
    holds.release(first)
    assert holds.held(second) == slots[0]


def test_past_unrelated_and_unknown_slots_are_refused_with_a_message(slots, topic, other_topic, time_machine):
    for message in (refusal(slots[0], other_topic), refusal(Slot(pk=10**9), topic)):
        assert str(message) == "Diese Zeit gibt es nicht mehr. Bitte wählen Sie eine andere."
    time_machine.move_to(slots[0].starts_at, tick=False)
    assert str(refusal(slots[0], topic)) == "Diese Zeit ist schon vorbei. Bitte wählen Sie eine andere."


def test_a_slot_that_begins_soon_is_bookable_only_by_phone(slots, topic, time_machine):
    time_machine.move_to(slots[0].starts_at - timedelta(hours=2), tick=False)
    holds.hold(slots[0].pk, topic)
    time_machine.move_to(slots[1].starts_at - timedelta(hours=2) + MINUTE, tick=False)
    assert "rufen Sie uns an" in str(refusal(slots[1], topic))


def test_urgent_slots_require_a_near_deadline(slots, topic):
    assert slots[5].is_urgent
    assert "Frist" in str(refusal(slots[5], topic))
    assert holds.hold(slots[5].pk, topic, is_urgent=True)


def test_an_unpublished_topic_cannot_be_booked(slots, topic):
    topic.status = "draft"
    topic.save()
    refusal(slots[0], topic)


@pytest.mark.parametrize("state", ["cooling", "offered", "booked", "withdrawn"])
def test_only_free_slots_can_be_held(slots, topic, state):
    until = clock.now() if state in ("cooling", "offered") else None
    Slot.objects.filter(pk=slots[0].pk).update(state=state, until=until)
    assert refusal(slots[0], topic).is_taken
