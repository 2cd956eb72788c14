"""One visitor keeps two slots from others at most, also with many requests at the same moment."""

import pytest

from counselling.booking.refusals import limits
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots import holds
from counselling.models import Slot
from tests.support.processes.threads import run_concurrently


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_hold_no_more_than_two(schedule_rule, slots, topic):
    free, refused = [slot.pk for slot in slots if not slot.is_urgent][:8], []
    keys = iter(free)

    def choose():
        try:
            holds.hold(next(keys), topic, client="one/around")
        except BookingRefused as error:
            refused.append(str(error))

    run_concurrently(choose, times=len(free))
    assert Slot.objects.filter(state="held").count() == limits.MAX_BLOCKED_SLOTS
    assert refused == [str(limits.TOO_MANY_BLOCKED)] * (len(free) - limits.MAX_BLOCKED_SLOTS)


@pytest.mark.django_db
def test_a_new_choice_releases_the_slot_held_before(slots, topic):
    first = holds.hold(slots[0].pk, topic, client="one")
    second = holds.hold(slots[1].pk, topic, client="one", instead_of=first)
    assert holds.held(first) is None
    assert holds.held(second) == slots[1]
    # The same slot with another token belongs to another visitor.
    with pytest.raises(BookingRefused):
        holds.hold(slots[1].pk, topic, instead_of="unknown")


@pytest.mark.django_db
@pytest.mark.parametrize("client", ["", "house"])
def test_a_connection_that_many_share_has_no_such_limit(slots, topic, client):
    for slot in slots[:4]:
        holds.hold(slot.pk, topic, client=client)
    assert Slot.objects.filter(state="held", blocked_by="").count() == 4


@pytest.mark.django_db
def test_booked_and_offered_slots_store_no_visitor(slots, topic, book, advance):
    row = book(slots[0], client="one")
    row.slot.refresh_from_db()
    assert row.slot.blocked_by == ""
    holds.hold(slots[1].pk, topic, client="one")
    advance(holds.HOLD_DURATION)
    assert not Slot.objects.exclude(blocked_by="").exists()
