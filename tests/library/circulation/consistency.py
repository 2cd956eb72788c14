"""Consistency checks: every copy is in one place, the queue is in order, and sent messages are true."""

from collections import Counter

from kasch_site.messaging.models import Message
from library.models import Copy, Hold, Loan
from library.notifications.notifications import SECTION, subject_of


def check_consistency() -> Counter:
    """Count the copies that are lent, put aside, on the shelf or out of use; fail where rows disagree."""
    lent = Counter(Loan.objects.open().values_list("copy", flat=True))
    assert not lent or max(lent.values()) == 1, "a copy is lent twice"
    ready = Counter(Hold.objects.ready().order_by().values_list("copy", flat=True))
    assert not ready or max(ready.values()) == 1, "a copy is put aside for two"
    assert not set(lent) & set(ready), "a copy that is ready is lent"
    states = dict(Copy.objects.values_list("pk", "state"))
    assert all(states[pk] == Copy.State.IN_USE for pk in ready), "what is not in order is ready"
    assert not Hold.objects.open().filter(patron__ended_on__isnull=False).exists()
    assert not Loan.objects.open().filter(patron__ended_on__isnull=False).exists()
    for title, other in Hold.objects.ready().order_by().values_list("title", "copy__title"):
        assert title == other, "a copy of another title is ready"
    count = Counter(_place(pk, state, lent, ready) for pk, state in states.items())
    assert count.total() == Copy.objects.count()
    return count


def _place(pk, state, lent, ready):
    if pk in lent:
        return "lent"
    return "put aside" if pk in ready else "on the shelf" if state == Copy.State.IN_USE else state


def check_messages_are_true() -> None:
    """Check that each hold that is ready has one message about it, sent or waiting, and no other hold has one."""
    for hold in Hold.objects.all():
        about = Message.objects.about(SECTION, subject_of(hold)).filter(kind__in=["ready", "not_ready"])
        kinds = list(about.exclude(state="cancelled").order_by("wanted_at").values_list("kind", flat=True))
        kinds_told = ["ready", "not_ready"] * len(kinds)
        assert kinds == kinds_told[: len(kinds)], f"{hold.state}: {kinds}"
        if hold.is_open:
            assert len(kinds) % 2 == (hold.state == Hold.State.READY), f"{hold.state}: {kinds}"
