"""The queue of a title: the order of holds, and which copy is put aside for whom.

Callers of `fulfil`, `release_copy`, `put_aside`, `end` and `restore` hold the row lock of the title (`locks`).
"""

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from kasch_site.common import clock
from library.circulation import snapshots
from library.circulation.loans.due_dates import pickup_until
from library.models import Copy, Hold, LendingRules, Patron
from library.models.holds import of_guest
from library.notifications import notifications

_STATE = Hold.State


def same_person(person: Hold | Patron) -> Q:
    """Return the condition for holds of the same person: the same card, or holds without a card of the same contact.

    A family often has one contact for several cards; each of these reserves separately. Holds without a card are not
    matched with patrons, or strangers would learn about their holds.
    """
    guest = of_guest(person.keys)
    patron = person if isinstance(person, Patron) else person.patron
    return Q(patron=patron) | guest if patron else guest


def waiting_for(title_id) -> QuerySet[Hold]:
    """Return the queue of a title, without holds whose copy is ready."""
    return Hold.objects.waiting().filter(title=title_id)


def place_in_queue(hold: Hold) -> int:
    """Return the place of a waiting hold in the queue of its title, from 1; 0 for one that does not wait."""
    return before_in_queue(hold).count() + 1 if hold.state == _STATE.WAITING else 0


def before_in_queue(hold: Hold) -> QuerySet[Hold]:
    """Return the waiting holds for the same title that precede this one."""
    earlier = Q(created_at__lt=hold.created_at) | Q(created_at=hold.created_at, pk__lt=hold.pk)
    return waiting_for(hold.title_id).filter(earlier)


def of_patron_for(copy: Copy, patron: Patron) -> Hold | None:
    """Return the open hold of a patron that lending this copy fulfils; first the one for which it is ready."""
    own = list(Hold.objects.open().filter(same_person(patron), title=copy.title_id).select_related("copy"))
    ready = [hold for hold in own if hold.copy_id == copy.pk]
    return next(iter(ready or own), None)


def to_fetch() -> QuerySet[Copy]:
    """Return the copies on the shelf that volunteers fetch, by shelf: for each title as many as persons wait."""
    waiting = Count("title__holds", filter=Q(title__holds__state=_STATE.WAITING), distinct=True)
    place = Window(RowNumber(), partition_by=F("title"), order_by=["is_in_storage", "shelf", "number"])
    copies = Copy.objects.available().annotate(waiting=waiting, place_of_title=place).filter(waiting__gt=0)
    wanted = copies.filter(place_of_title__lte=F("waiting"))
    return wanted.with_titles().order_by("shelf", "number")


def fulfil(copy: Copy, hold: Hold | None) -> list[dict]:
    """Close the hold that lending a copy fulfils, and others of the same person for the title; pass on their copies.

    If the copy was ready for somebody else, that hold waits again at its place in the queue. Return snapshots of the
    changed holds from before. Callers hold the lock of the title.
    """
    changed = release_copy(copy, except_hold=hold)
    if hold is None:
        return changed
    for own in (hold, *_other_holds(hold)):
        changed.append(snapshots.of_hold(own, _STATE.COLLECTED))
        other = own.copy if own.copy_id and own.copy_id != copy.pk else None
        end(own, _STATE.COLLECTED)
        if other is not None:
            changed += put_aside(other)[1]
    return changed


def release_copy(copy: Copy, except_hold: Hold | None = None) -> list[dict]:
    """Return the hold for which the copy is ready to the queue, unless it is `except_hold`.

    Return a list with its snapshot from before, or an empty list. Callers hold the lock of the title.
    """
    ready = Hold.objects.ready().filter(copy=copy).exclude(pk=except_hold.pk if except_hold else None).first()
    if ready is None:
        return []
    snapshot = snapshots.of_hold(ready, _STATE.WAITING)
    _requeue(ready)
    return [snapshot]


def put_aside(copy: Copy) -> tuple[Hold | None, list[dict]]:
    """Put a copy at the desk aside for the first hold of the queue. Idempotent. Callers hold the lock of the title.

    Return the hold for which it is ready, or None, and the snapshots of changed holds from before.
    """
    already = Hold.objects.ready().filter(copy=copy).first()
    if already is not None or copy.state != Copy.State.IN_USE:
        return already, []
    hold = waiting_for(copy.title_id).first()
    if hold is None:
        return None, []
    snapshot = snapshots.of_hold(hold, _STATE.READY)
    hold.state, hold.copy = _STATE.READY, copy
    hold.ready_on = clock.today()
    hold.pickup_until = pickup_until(hold.ready_on, LendingRules.current().pickup_days)
    hold.save(update_fields=["state", "copy", "ready_on", "pickup_until"])
    notifications.notify_ready(hold)
    return hold, [snapshot]


def end(hold: Hold, state: str) -> None:
    """End a hold: remove its copy and cancel its open messages. Callers hold the lock of the title."""
    notifications.visitors.cancel(hold)
    hold.state, hold.copy, hold.ready_on, hold.pickup_until, hold.ended_at = state, None, None, None, clock.now()
    hold.save(update_fields=["state", "copy", "ready_on", "pickup_until", "ended_at"])


def _requeue(hold):
    hold.state, hold.copy, hold.ready_on, hold.pickup_until = _STATE.WAITING, None, None, None
    hold.save(update_fields=["state", "copy", "ready_on", "pickup_until"])
    notifications.notify_not_ready(hold)


def restore(changed: list[dict]) -> None:
    """Restore holds from snapshots (`snapshots.of_hold`) to undo a change. Callers hold the lock of the title.

    A hold that has changed since is left unchanged, and so is one whose person was notified that a copy is ready. A
    hold becomes ready again only if its copy is still available; otherwise it waits at its place.
    """
    for snapshot in sorted(changed, key=lambda each: each["becomes"] != _STATE.READY):
        hold = Hold.objects.filter(pk=snapshot["hold"], state=snapshot["becomes"]).first()
        if hold is None:
            continue
        if snapshot["becomes"] == _STATE.READY:
            if not notifications.is_notified_ready(hold):
                _requeue(hold)
        elif not _other_holds(hold).exists():
            _reopen(hold, snapshot)


def _reopen(hold, snapshot):
    is_ready = snapshot["state"] == _STATE.READY and Copy.objects.available().filter(pk=snapshot["copy"]).exists()
    hold.state, hold.ended_at = (_STATE.READY if is_ready else _STATE.WAITING), None
    hold.copy_id = snapshot["copy"] if is_ready else None
    hold.ready_on = snapshots.day(snapshot.get("since")) if is_ready else None
    hold.pickup_until = snapshots.day(snapshot["until"]) if is_ready else None
    hold.save(update_fields=["state", "copy", "ready_on", "pickup_until", "ended_at"])
    if is_ready:
        notifications.notify_ready_again(hold)


def _other_holds(hold) -> QuerySet[Hold]:
    """Return the other open holds of the same person for the title."""
    own = Hold.objects.open().filter(same_person(hold), title=hold.title_id)
    return own.exclude(pk=hold.pk).select_related("copy")
