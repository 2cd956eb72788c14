"""Row locks of circulation: first the patron, then titles, so that two desks never wait for each other.

The lock on a title covers its queue and its copies. Callers lock several titles in the order of their keys.
"""

from collections.abc import Iterable

from library.models import Copy, Desk, Patron, Title

from .refusals import ENDED, REMOVED, CirculationRefused


def lock_patron(pk) -> Patron:
    """Lock a patron until the end of the transaction; return the current row. Call it before `lock_title`.

    Raise `CirculationRefused` for a patron who was erased.
    """
    patron = Patron.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if patron is None:
        raise CirculationRefused(ENDED)
    return patron


def lock_desks_of(patrons: Iterable[int]) -> None:
    """Lock the desks at which a card of these patrons is open. Call it before `lock_patron`, as a desk itself does."""
    list(Desk.objects.select_for_update(of=("self",)).filter(patron__in=patrons).order_by("pk"))


def lock_title(pk) -> Title:
    """Lock a title, its queue and its copies until the end of the transaction; return the current row.

    Raise `CirculationRefused` if it was removed.
    """
    title = Title.objects.select_for_update(of=("self",)).select_related("medium").filter(pk=pk).first()
    if title is None:
        raise CirculationRefused(REMOVED)
    return title


def lock_all(*, patrons: Iterable[int] = (), titles: Iterable[int] = ()) -> None:
    """Lock several patrons, then several titles, each in the order of their keys.

    Transactions that change several titles call it before the first change. Every change of a copy, a
    loan or a hold locks the content version of the library too, so a title that is locked after it could wait for a
    desk that waits for the version.
    """
    for rows, keys in ((Patron.objects, set(patrons)), (Title.objects, set(titles))):
        if keys:
            list(rows.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def lock_copy(copy: Copy) -> Copy:
    """Lock the title of a copy; return the current row of the copy.

    Raise `CirculationRefused` if it was removed.
    """
    title = lock_title(copy.title_id)
    fresh = Copy.objects.filter(pk=copy.pk).first()
    if fresh is None:
        raise CirculationRefused(REMOVED)
    fresh.title = title
    return fresh
