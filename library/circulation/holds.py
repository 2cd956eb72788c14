"""Holds: reserve a title, put a copy aside when its turn comes, cancel, lapse; each function is atomic.

Callers of `serve`, `put_aside` and `reopen` hold the row lock of the title (`locks`).
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from kasch_site.common import clock
from library.models import Copy, Hold, LendingRules, Loan, Patron, Title
from library.models.holds import of_guest
from library.notifications import notifications

from . import snapshots
from .due_dates import is_open_on, pickup_until
from .errors import ALREADY_ON_HOLD, AT_HOME, ENDED, HOLD_OVER, REMOVED, CirculationRefused
from .locks import lock_patron, lock_title
from .patrons import activity, limits

_STATE = Hold.State


@dataclass(frozen=True, slots=True)
class Requester:
    """Who reserves: a name and one contact, and the card if there is one."""

    name: str
    email: str = ""
    phone: str = ""
    patron: Patron | None = None

    @classmethod
    def of(cls, patron: Patron) -> "Requester":
        """Return a patron as the one who reserves, reached by mail if there is an address."""
        return cls(patron.name, patron.email, "" if patron.email else patron.phone, patron)


def reserve(title: Title, requester: Requester, idempotency_key: UUID, client: str = "") -> Hold:
    """Reserve a title. Raise `CirculationRefused`. `client` is the connection of a visitor (`client_of`).

    The same `idempotency_key` again returns the same hold without a second message. A copy on the shelf is put aside
    when a volunteer has fetched it (`to_fetch`), so the hold waits until then.
    """
    try:
        with transaction.atomic():
            return _reserve(title, requester, idempotency_key, client)
    except IntegrityError as error:
        raise CirculationRefused(ALREADY_ON_HOLD) from error


def _reserve(title, requester, idempotency_key, client):
    already = Hold.objects.sent_with(idempotency_key)
    if already is not None:
        return already
    if requester.patron is not None:
        requester = replace(requester, patron=lock_patron(requester.patron.pk))
        _refuse_ended(requester.patron)
    hold = _hold_of(title, requester, idempotency_key)
    limits.lock_contacts(hold.keys)
    title = lock_title(title.pk)
    if not Title.objects.published().filter(pk=title.pk).exists() or not Copy.objects.to_wait_for(title).exists():
        raise CirculationRefused(REMOVED)
    _refuse_again(hold)
    if hold.patron is None:
        limits.count_hold(client, hold.keys)
    hold, is_new = hold.insert_once()
    if is_new:
        notifications.visitors.notify(hold, "reserved")
        if hold.patron is not None:
            activity.note(hold.patron, clock.today())
    return hold


def _hold_of(title, requester, idempotency_key) -> Hold:
    hold = Hold(
        title=title,
        patron=requester.patron,
        name=requester.name,
        email=requester.email,
        phone=requester.phone,
        created_at=clock.now(),
        idempotency_key=idempotency_key,
    )
    hold.set_keys()
    return hold


def _refuse_ended(patron):
    if patron.ended_on:
        raise CirculationRefused(ENDED)


def _refuse_again(hold):
    """Refuse what a patron has at home or has reserved already, and more holds of a person than the rules allow.

    Without a card a second hold for the same title is a hold like the first: a refusal would tell strangers what the
    owner of an address has reserved. The owner learns of it by mail; the holds end together (`serve`).
    """
    own = Hold.objects.open().filter(_same_person(hold))
    limit = LendingRules.current().max_holds
    if hold.patron is None:
        if own.count() >= limit:
            raise CirculationRefused(limits.NO_MORE_HOLDS)
        return
    if Loan.objects.open().filter(patron=hold.patron, copy__title=hold.title).exists():
        raise CirculationRefused(AT_HOME)
    if own.filter(title=hold.title).exists():
        raise CirculationRefused(ALREADY_ON_HOLD)
    if own.count() >= limit:
        raise CirculationRefused(_("Mehr als %(number)d Vormerkungen auf einmal gehen nicht.") % {"number": limit})


def _same_person(person) -> Q:
    """Return the condition for holds of the same person: the same card, or holds without a card of the same contact.

    A family often has one contact for several cards; each of these reserves for itself. Without a card nobody learns
    what a patron has reserved whose address they know.
    """
    guest = of_guest(person.keys)
    patron = person if isinstance(person, Patron) else person.patron
    return Q(patron=patron) | guest if patron else guest


def join_to(patron: Patron) -> None:
    """Give a new patron the open holds made without a card; of two for the same title only the earlier one."""
    titles = set()
    for hold in Hold.objects.open().of_keys(patron.keys).filter(patron=None).order_by("pk"):
        if hold.title_id not in titles:
            titles.add(hold.title_id)
            Hold.objects.filter(pk=hold.pk).update(patron=patron)


def waiting_for(title_id) -> QuerySet[Hold]:
    """Return the queue of a title, without those for whom a copy is ready."""
    return Hold.objects.waiting().filter(title=title_id)


def place_in_queue(hold: Hold) -> int:
    """Return the place of a waiting hold in the queue of its title, from 1; 0 for one that does not wait."""
    return before_in_queue(hold).count() + 1 if hold.state == _STATE.WAITING else 0


def before_in_queue(hold: Hold) -> QuerySet[Hold]:
    """Return the waiting holds for the same title that come before this one."""
    earlier = Q(created_at__lt=hold.created_at) | Q(created_at=hold.created_at, pk__lt=hold.pk)
    return waiting_for(hold.title_id).filter(earlier)


def of_patron_for(copy: Copy, patron: Patron) -> Hold | None:
    """Return the open hold of a patron that lending this copy serves; the one for which it is ready comes first."""
    own = list(Hold.objects.open().filter(_same_person(patron), title=copy.title_id).select_related("copy"))
    ready = [hold for hold in own if hold.copy_id == copy.pk]
    return next(iter(ready or own), None)


def serve(copy: Copy, hold: Hold | None) -> list[dict]:
    """Close the hold that lending a copy has served, with others of the same person for the title; pass on what lay
    ready. Callers hold the lock of the title.

    If the copy lay ready for somebody else, that hold waits again at its place in the queue. Return the holds that have
    changed, as they were before.
    """
    changed = free(copy, but=hold)
    if hold is None:
        return changed
    for own in (hold, *_other_holds(hold)):
        changed.append(snapshots.of_hold(own, _STATE.COLLECTED))
        other = own.copy if own.copy_id and own.copy_id != copy.pk else None
        _end(own, _STATE.COLLECTED)
        if other is not None:
            changed += put_aside(other)[1]
    return changed


def free(copy: Copy, but: Hold | None = None) -> list[dict]:
    """Let the hold wait again for which the copy is ready, except `but`; return it as it was.

    Callers hold the lock of the title.
    """
    ready = Hold.objects.ready().filter(copy=copy).exclude(pk=but.pk if but else None).first()
    if ready is None:
        return []
    was = snapshots.of_hold(ready, _STATE.WAITING)
    _wait_again(ready)
    return [was]


def put_aside(copy: Copy) -> tuple[Hold | None, list[dict]]:
    """Put a copy that is at the desk aside for the first in the queue. Callers hold the lock of the title.

    Return the hold it is ready for, or None, and what has changed, as it was before. Idempotent.
    """
    already = Hold.objects.ready().filter(copy=copy).first()
    if already is not None or copy.state != Copy.State.IN_USE:
        return already, []
    hold = waiting_for(copy.title_id).first()
    if hold is None:
        return None, []
    was = snapshots.of_hold(hold, _STATE.READY)
    hold.state, hold.copy = _STATE.READY, copy
    hold.ready_on = clock.today()
    hold.pickup_until = pickup_until(hold.ready_on, LendingRules.current().pickup_days)
    hold.save(update_fields=["state", "copy", "ready_on", "pickup_until"])
    notifications.tell_ready(hold)
    return hold, [was]


@transaction.atomic
def cancel(hold: Hold, *, by_house: bool = False) -> Hold:
    """Cancel a hold and pass its copy on. Idempotent; raise `CirculationRefused` if it has ended otherwise.

    What the house cancels (`by_house`) is told on every channel; a person who cancels gets a confirmation by mail.
    """
    lock_title(hold.title_id)
    hold = Hold.objects.select_related("title", "copy").filter(pk=hold.pk).first()
    if hold is None:
        raise CirculationRefused(HOLD_OVER)
    if hold.state == _STATE.CANCELLED:
        return hold
    if not hold.is_open:
        raise CirculationRefused(HOLD_OVER)
    _give_up(hold, _STATE.CANCELLED)
    notifications.visitors.notify(hold, "hold_ended" if by_house else "hold_cancelled")
    return hold


def lapse(today: date) -> int:
    """End the holds that were not picked up, and pass their copies on; return their number.

    Only on an open day of the library, so nothing lapses while nobody can pick it up.
    """
    if not is_open_on(today):
        return 0
    count = 0
    for pk, title_id in Hold.objects.lapsed(today).values_list("pk", "title_id"):
        with transaction.atomic():
            lock_title(title_id)
            hold = Hold.objects.lapsed(today).select_related("copy").filter(pk=pk).first()
            if hold is not None:
                _give_up(hold, _STATE.LAPSED)
                notifications.visitors.notify(hold, "hold_lapsed")
                count += 1
    return count


def to_fetch() -> QuerySet[Copy]:
    """Return the copies on the shelf that volunteers fetch, by shelf; of a title as many as people wait for it."""
    waiting = Count("title__holds", filter=Q(title__holds__state=_STATE.WAITING), distinct=True)
    place = Window(RowNumber(), partition_by=F("title"), order_by=["is_in_storage", "shelf", "number"])
    copies = Copy.objects.available().annotate(waiting=waiting, place_of_title=place).filter(waiting__gt=0)
    wanted = copies.filter(place_of_title__lte=F("waiting"))
    return wanted.select_related("title").order_by("shelf", "number")


def _give_up(hold, state):
    copy = hold.copy
    _end(hold, state)
    if copy is not None:
        put_aside(copy)


def _end(hold, state):
    notifications.visitors.cancel(hold)
    hold.state, hold.copy, hold.ready_on, hold.pickup_until, hold.ended_at = state, None, None, None, clock.now()
    hold.save(update_fields=["state", "copy", "ready_on", "pickup_until", "ended_at"])


def _wait_again(hold):
    hold.state, hold.copy, hold.ready_on, hold.pickup_until = _STATE.WAITING, None, None, None
    hold.save(update_fields=["state", "copy", "ready_on", "pickup_until"])
    notifications.tell_not_ready(hold)


def restore(changed: list[dict]) -> None:
    """Bring holds back to what they were (`snapshots.of_hold`) before a change that is undone. Callers hold the lock.

    A hold that has changed again since stays as it is, and so does one whose person was told that a copy is ready. A
    hold is ready again only with a copy that nobody has got meanwhile; otherwise it waits at its place.
    """
    for was in sorted(changed, key=lambda each: each["becomes"] != _STATE.READY):
        hold = Hold.objects.filter(pk=was["hold"], state=was["becomes"]).first()
        if hold is None:
            continue
        if was["becomes"] == _STATE.READY:
            if not notifications.is_told_ready(hold):
                _wait_again(hold)
        elif not _other_holds(hold).exists():
            _reopen(hold, was)


def _reopen(hold, was):
    is_ready = was["state"] == _STATE.READY and Copy.objects.available().filter(pk=was["copy"]).exists()
    hold.state, hold.ended_at = (_STATE.READY if is_ready else _STATE.WAITING), None
    hold.copy_id = was["copy"] if is_ready else None
    hold.ready_on = snapshots.day(was.get("since")) if is_ready else None
    hold.pickup_until = snapshots.day(was["until"]) if is_ready else None
    hold.save(update_fields=["state", "copy", "ready_on", "pickup_until", "ended_at"])
    if is_ready:
        notifications.tell_ready_again(hold)


def _other_holds(hold) -> QuerySet[Hold]:
    """Return the other open holds of the same person for the title."""
    own = Hold.objects.open().filter(_same_person(hold), title=hold.title_id)
    return own.exclude(pk=hold.pk).select_related("copy")
