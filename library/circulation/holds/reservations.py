"""Reserve a title, cancel a hold, let it lapse; each function is atomic."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kasch_site.common import clock
from library.circulation.loans.due_dates import is_open_on
from library.circulation.locks import lock_patron, lock_title
from library.circulation.patrons import activity, limits
from library.circulation.refusals import ALREADY_ON_HOLD, AT_HOME, ENDED, HOLD_ENDED, REMOVED, CirculationRefused
from library.models import Copy, Hold, LendingRules, Loan, Patron, Title
from library.notifications import notifications

from .queue import end, put_aside, same_person

_STATE = Hold.State


@dataclass(frozen=True, slots=True)
class Requester:
    """The person who reserves: a name and one contact, and the card if there is one."""

    name: str
    email: str = ""
    phone: str = ""
    patron: Patron | None = None

    @classmethod
    def of(cls, patron: Patron) -> "Requester":
        """Return a patron as requester, reached by mail if there is an address."""
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
    if not Title.objects.published().filter(pk=title.pk).exists() or not Copy.objects.reservable(title).exists():
        raise CirculationRefused(REMOVED)
    _refuse_again(hold)
    if hold.patron is None:
        limits.count_hold(client, hold.keys)
    hold, is_new = hold.insert_once()
    if is_new:
        notifications.visitors.notify(hold, "reserved")
        if hold.patron is not None:
            activity.record_use(hold.patron, clock.today())
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
    """Refuse a title that the patron has borrowed or reserved, and more holds than the rules allow.

    Without a card a second hold for the same title is accepted: a refusal would tell strangers what the owner of an
    address has reserved. The owner is notified by mail; the holds end together (`queue.fulfil`).
    """
    own = Hold.objects.open().filter(same_person(hold))
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


def assign_guest_holds(patron: Patron) -> None:
    """Assign open holds without a card to a new patron; of two for the same title only the earlier one."""
    titles = set()
    for hold in Hold.objects.open().of_keys(patron.keys).filter(patron=None).order_by("pk"):
        if hold.title_id not in titles:
            titles.add(hold.title_id)
            Hold.objects.filter(pk=hold.pk).update(patron=patron)


@transaction.atomic
def cancel(hold: Hold, *, by_house: bool = False) -> Hold:
    """Cancel a hold and pass its copy on. Idempotent; raise `CirculationRefused` if it has ended otherwise.

    After a cancellation by the house (`by_house`) the person is notified on any channel; one of their own is confirmed
    by mail.
    """
    lock_title(hold.title_id)
    hold = Hold.objects.select_related("title", "copy").filter(pk=hold.pk).first()
    if hold is None:
        raise CirculationRefused(HOLD_ENDED)
    if hold.state == _STATE.CANCELLED:
        return hold
    if not hold.is_open:
        raise CirculationRefused(HOLD_ENDED)
    _end_and_pass_on(hold, _STATE.CANCELLED)
    notifications.visitors.notify(hold, "hold_ended" if by_house else "hold_cancelled")
    return hold


def lapse(today: date) -> int:
    """Lapse holds that were not picked up, and pass their copies on; return their number.

    Does nothing on closed days, so that no hold lapses while nobody can pick it up.
    """
    if not is_open_on(today):
        return 0
    count = 0
    for pk, title_id in Hold.objects.lapsed(today).values_list("pk", "title_id"):
        with transaction.atomic():
            lock_title(title_id)
            hold = Hold.objects.lapsed(today).select_related("copy").filter(pk=pk).first()
            if hold is not None:
                _end_and_pass_on(hold, _STATE.LAPSED)
                notifications.visitors.notify(hold, "hold_lapsed")
                count += 1
    return count


def _end_and_pass_on(hold, state):
    copy = hold.copy
    end(hold, state)
    if copy is not None:
        put_aside(copy)
