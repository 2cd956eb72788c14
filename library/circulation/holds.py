"""Holds: reserve a title, put a copy aside when its turn comes, cancel, lapse; each function is atomic.

Callers of `serve` and `put_aside` hold the row lock of the title (`locks`).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kasch_site.common import clock
from library.models import Copy, Hold, LendingRules, Patron, Title
from library.notifications import notifications

from .due_dates import is_open_on, pickup_until
from .errors import ALREADY_ON_HOLD, HOLD_OVER, CirculationRefused
from .locks import lock_title

_STATE = Hold.State


@dataclass(frozen=True, slots=True)
class Requester:
    """Who reserves: a name and one contact, and the reader card if there is one."""

    name: str
    email: str = ""
    phone: str = ""
    patron: Patron | None = None

    @classmethod
    def of(cls, patron: Patron) -> "Requester":
        """Return a patron as the one who reserves, reached by mail if there is an address."""
        return cls(patron.name, patron.email, "" if patron.email else patron.phone, patron)


def reserve(title: Title, requester: Requester, idempotency_key: UUID) -> Hold:
    """Reserve a title. Raise `CirculationRefused`.

    The same `idempotency_key` again returns the same hold without a second message. A copy on the shelf is put aside
    when a volunteer has fetched it (`to_fetch`), so the hold waits until then.
    """
    try:
        with transaction.atomic():
            return _reserve(title, requester, idempotency_key)
    except IntegrityError as error:
        raise CirculationRefused(ALREADY_ON_HOLD) from error


def _reserve(title, requester, idempotency_key):
    already = Hold.objects.sent_with(idempotency_key)
    if already is not None:
        return already
    title = lock_title(title.pk)
    if not Title.objects.published().filter(pk=title.pk).exists():
        raise CirculationRefused(_("Diesen Titel gibt es bei uns nicht mehr."))
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
    _refuse_again(hold)
    hold, is_new = hold.insert_once()
    if is_new:
        notifications.visitors.notify(hold, "reserved")
    return hold


def _refuse_again(hold):
    """Refuse a second hold of a person for the title, and more than the rules allow."""
    own = Hold.objects.open().filter(_same_person(hold))
    if own.filter(title=hold.title).exists():
        raise CirculationRefused(ALREADY_ON_HOLD)
    most = LendingRules.current().max_holds
    if own.count() >= most:
        raise CirculationRefused(_("Mehr als %(number)d Vormerkungen auf einmal gehen nicht.") % {"number": most})


def _same_person(person) -> Q:
    """Return the condition for holds of the same person: the same card, or the same canonical contact."""
    same = Q(email_key__in=person.keys) | Q(phone_key__in=person.keys)
    patron = person if isinstance(person, Patron) else person.patron
    return same | Q(patron=patron) if patron else same


def waiting_for(title_id) -> QuerySet[Hold]:
    """Return the queue of a title, without those for whom a copy lies ready."""
    return Hold.objects.waiting().filter(title=title_id)


def place_in_queue(hold: Hold) -> int:
    """Return the place of a waiting hold in the queue of its title, from 1; 0 for one that does not wait."""
    if hold.state != _STATE.WAITING:
        return 0
    earlier = Q(created_at__lt=hold.created_at) | Q(created_at=hold.created_at, pk__lt=hold.pk)
    return waiting_for(hold.title_id).filter(earlier).count() + 1


def of_patron_for(copy: Copy, patron: Patron) -> Hold | None:
    """Return the open hold of a patron that lending this copy serves; the one for which it lies ready comes first."""
    own = list(Hold.objects.open().filter(_same_person(patron), title=copy.title_id))
    ready = [hold for hold in own if hold.copy_id == copy.pk]
    return next(iter(ready or own), None)


def serve(copy: Copy, hold: Hold | None) -> None:
    """Close the hold that lending a copy has served; pass on what lay ready. Callers hold the lock of the title.

    If the copy lay ready for somebody else, that hold waits again at its place in the queue.
    """
    _wait_again(Hold.objects.ready().filter(copy=copy).exclude(pk=hold.pk if hold else None).first())
    if hold is None:
        return
    other = hold.copy if hold.copy_id and hold.copy_id != copy.pk else None
    _end(hold, _STATE.COLLECTED)
    if other is not None:
        put_aside(other)


def put_aside(copy: Copy) -> Hold | None:
    """Put a copy that is at the desk aside for the first in the queue; return the hold it lies ready for, or None.

    Idempotent. Callers hold the lock of the title.
    """
    already = Hold.objects.ready().filter(copy=copy).first()
    if already is not None or copy.state != Copy.State.IN_USE:
        return already
    hold = waiting_for(copy.title_id).first()
    if hold is None:
        return None
    hold.state, hold.copy = _STATE.READY, copy
    hold.pickup_until = pickup_until(clock.today(), LendingRules.current().pickup_days)
    hold.save(update_fields=["state", "copy", "pickup_until"])
    notifications.tell_ready(hold)
    return hold


@transaction.atomic
def cancel(hold: Hold) -> Hold:
    """Cancel a hold and pass its copy on. Idempotent; raise `CirculationRefused` if it has ended otherwise."""
    lock_title(hold.title_id)
    hold = Hold.objects.select_related("title", "copy").get(pk=hold.pk)
    if hold.state == _STATE.CANCELLED:
        return hold
    if not hold.is_open:
        raise CirculationRefused(HOLD_OVER)
    _give_up(hold, _STATE.CANCELLED)
    notifications.visitors.notify(hold, "hold_cancelled")
    return hold


def lapse(today: date) -> int:
    """End the holds that were not picked up, and pass their copies on; return their number.

    Only on an open day of the library, so nothing lapses while the pile stands behind a closed door.
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
    """Return the copies on the shelf that volunteers fetch for waiting holds, by shelf; one or more for a title."""
    waiting = Hold.objects.waiting().order_by().values("title")
    return Copy.objects.available().filter(title__in=waiting).select_related("title").order_by("shelf", "number")


def _give_up(hold, state):
    copy = hold.copy
    _end(hold, state)
    if copy is not None:
        put_aside(copy)


def _end(hold, state):
    notifications.visitors.cancel(hold)
    hold.state, hold.copy, hold.pickup_until, hold.ended_at = state, None, None, clock.now()
    hold.save(update_fields=["state", "copy", "pickup_until", "ended_at"])


def _wait_again(hold):
    if hold is not None:
        notifications.visitors.cancel(hold)
        hold.state, hold.copy, hold.pickup_until = _STATE.WAITING, None, None
        hold.save(update_fields=["state", "copy", "pickup_until"])


def undo_ready(hold: Hold) -> None:
    """Let a hold wait again whose copy was put aside by mistake. Callers hold the lock of the title."""
    if hold.state == _STATE.READY:
        _wait_again(hold)


def undo_collected(hold: Hold, copy: Copy, until: date | None) -> None:
    """Open a hold again that a loan served by mistake; with `until` its copy lies ready again. Callers hold the lock.

    A copy that lay ready for it and was passed on meanwhile stays where it is.
    """
    if hold.state != _STATE.COLLECTED:
        return
    hold.state, hold.ended_at = (_STATE.READY if until else _STATE.WAITING), None
    hold.copy, hold.pickup_until = (copy, until) if until else (None, None)
    hold.save(update_fields=["state", "copy", "pickup_until", "ended_at"])
