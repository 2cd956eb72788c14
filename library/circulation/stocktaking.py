"""Stock-taking: what was scanned where, by several phones at once and however late; nothing changes before `apply`.

A scan is stored once for each number, so what a phone sends twice counts once. The result is computed from the scans
and the stock as it is now.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from library.models import Copy, Hold, NumberKind, Stocktake, StocktakeFinding, StocktakeScan
from library.models.numbers import number_of

from . import copies, loans
from .desk.scans import ScanKind, read
from .errors import CirculationRefused
from .locks import lock_all

MAX_AT_ONCE = 500  # scans that a phone sends in one piece
UNKNOWN_SHELF = _("In diesem Regal steht nichts (mehr). Bitte wählen Sie noch einmal.")
ALREADY_APPLIED = _("Diese Bestandsprüfung ist schon übernommen.")
BATCH = 1000  # rows in one statement
_STATE = Copy.State
_KIND = StocktakeFinding.Kind


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a phone has scanned: the number as it came, the shelf it stood in, and when."""

    entered: str
    shelf: str
    at: datetime


@dataclass(slots=True)
class Result:
    """What stock-taking has found, each as copies; `unknown` are numbers without a copy."""

    missing: list[Copy] = field(default_factory=list)
    misplaced: list[tuple[Copy, str]] = field(default_factory=list)  # with the shelf where it was scanned
    lent_but_here: list[Copy] = field(default_factory=list)
    withdrawn_but_here: list[Copy] = field(default_factory=list)
    lost_but_here: list[Copy] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    right: int = 0


def shelves() -> list[str]:
    """Return the shelves on which copies have their place, in order."""
    stock = Copy.objects.in_stock().exclude(shelf="")
    return list(stock.order_by("shelf").values_list("shelf", flat=True).distinct())


@transaction.atomic
def begin(shelf: str = "") -> Stocktake:
    """Begin to take stock of a shelf, or of everything; return the one that is under way if there is one.

    Raise `CirculationRefused` for a shelf on which no copy has its place.
    """
    if shelf and shelf not in shelves():
        raise CirculationRefused(UNKNOWN_SHELF)
    stocktake, _is_new = Stocktake.objects.get_or_create(
        shelf=shelf, applied_at=None, defaults={"begun_at": clock.now()}
    )
    return stocktake


@transaction.atomic
def note(stocktake: Stocktake, scanned: list[Scanned]) -> list[str]:
    """Store scans; return the numbers that are stored now. Idempotent. Raise `CirculationRefused` if it is over.

    Of a number that was scanned on two shelves the later scan counts.
    """
    stocktake = Stocktake.objects.select_for_update().get(pk=stocktake.pk)
    if stocktake.applied_at is not None:
        raise CirculationRefused(ALREADY_APPLIED)
    numbers = {number: each for each in sorted(scanned, key=lambda each: each.at) for number in _numbers(each.entered)}
    known = dict(Copy.objects.filter(number__in=numbers).values_list("number", "pk"))
    already = {scan.number: scan for scan in stocktake.scans.filter(number__in=numbers)}
    new = [
        StocktakeScan(
            stocktake=stocktake, number=number, copy_id=known.get(number), shelf=each.shelf, scanned_at=each.at
        )
        for number, each in numbers.items()
        if number not in already
    ]
    StocktakeScan.objects.bulk_create(new)
    for number, scan in already.items():
        if numbers[number].at > scan.scanned_at:
            scan.shelf, scan.scanned_at = numbers[number].shelf, numbers[number].at
            scan.save(update_fields=["shelf", "scanned_at"])
    return list(numbers)


def _numbers(entered):
    """Return the numbers of labels in what was scanned, also of short ones; of a garbled one its digits, to be looked
    at later. A reader's card, an ISBN or a title is no label.
    """
    scans = read(entered)
    own = [scan.text for scan in scans if scan.kind is ScanKind.COPY]
    own += [number_of(NumberKind.COPY, int(scan.text)) for scan in scans if scan.kind is ScanKind.SERIAL]
    if own or any(scan.kind is not ScanKind.UNREADABLE for scan in scans):
        return own
    digits = "".join(sign for sign in entered if sign.isascii() and sign.isdigit())[:20]
    return [digits] if digits else []


def result(stocktake: Stocktake) -> Result:
    """Return what has been found so far, or what was found when it was applied.

    Makes the same few queries, however many copies there are.
    """
    return _result_so_far(stocktake) if stocktake.applied_at is None else _result_then(stocktake)


def put_aside_by(stocktake: Stocktake) -> list[Hold]:
    """Return the holds for which a copy is ready now that came to light when this was applied."""
    came_back = stocktake.findings.filter(kind__in=[_KIND.LENT, _KIND.LOST])
    ready = Hold.objects.ready().filter(copy__in=came_back.values("copy"))
    return list(ready.select_related("title", "copy").order_by("copy__number"))


def _result_then(stocktake):
    found = Result(right=stocktake.right_count)
    found.unknown = list(stocktake.scans.filter(copy=None).order_by("number").values_list("number", flat=True))
    findings = stocktake.findings.select_related("copy__title").order_by("copy__shelf", "copy__number")
    for finding in findings:
        if finding.kind == _KIND.MISPLACED:
            found.misplaced.append((finding.copy, finding.shelf))
        else:
            _list_of(found, finding.kind).append(finding.copy)
    return found


def _list_of(found, kind):
    return {
        _KIND.MISSING: found.missing,
        _KIND.LENT: found.lent_but_here,
        _KIND.WITHDRAWN: found.withdrawn_but_here,
        _KIND.LOST: found.lost_but_here,
    }[kind]


def _keep(stocktake, found):
    """Store what was found, so that it can be read after it was applied."""
    rows = [StocktakeFinding(copy=copy, kind=_KIND.MISPLACED, shelf=shelf) for copy, shelf in found.misplaced]
    for kind in (_KIND.MISSING, _KIND.LENT, _KIND.WITHDRAWN, _KIND.LOST):
        rows += [StocktakeFinding(copy=copy, kind=kind) for copy in _list_of(found, kind)]
    for row in rows:
        row.stocktake = stocktake
    StocktakeFinding.objects.bulk_create(rows, batch_size=BATCH)


def _result_so_far(stocktake):
    found = Result()
    scans = {scan.copy_id: scan for scan in stocktake.scans.exclude(copy=None)}
    found.unknown = list(stocktake.scans.filter(copy=None).order_by("number").values_list("number", flat=True))
    stock = Copy.objects.with_status().select_related("title").order_by("shelf", "number")
    for copy in stock.filter(pk__in=scans):
        _sort_in(found, copy, scans[copy.pk].shelf)
    expected = Copy.objects.available().select_related("title").exclude(pk__in=scans).order_by("shelf", "number")
    if stocktake.shelf:
        expected = expected.filter(shelf=stocktake.shelf)
    found.missing = list(expected.filter(added_on__lte=localdate(stocktake.begun_at)))
    return found


def _sort_in(found, copy, shelf):
    if copy.state == _STATE.WITHDRAWN:
        found.withdrawn_but_here.append(copy)
    elif copy.is_lent:
        found.lent_but_here.append(copy)
    elif copy.state == _STATE.LOST:
        found.lost_but_here.append(copy)
    elif shelf and copy.shelf and shelf != copy.shelf:
        found.misplaced.append((copy, shelf))
    else:
        found.right += 1


@transaction.atomic
def apply(stocktake: Stocktake) -> Result:
    """Take over what has been found: what is missing is marked so, what is lent but here is returned, what was missing
    and is here is back. Withdrawn, misplaced and unknown ones are for hands, not for a button. Idempotent.
    """
    stocktake = Stocktake.objects.select_for_update().get(pk=stocktake.pk)
    found = result(stocktake)
    if stocktake.applied_at is not None:
        return found
    lock_all(titles=[copy.title_id for copy in (*found.missing, *found.lent_but_here, *found.lost_but_here)])
    stocktake.applied_at, stocktake.right_count = clock.now(), found.right
    stocktake.save(update_fields=["applied_at", "right_count"])
    _keep(stocktake, found)
    seen = stocktake.scans.exclude(copy=None).values("copy")
    Copy.objects.filter(pk__in=seen).update(seen_in=clock.today().replace(day=1))
    changes = [(copy, copies.lose) for copy in found.missing]
    changes += [(copy, loans.take_back) for copy in (*found.lent_but_here, *found.lost_but_here)]
    for copy, verb in changes:
        # Refused is what has changed at the desk in this moment: there it is right.
        with suppress(CirculationRefused):
            verb(copy)
    return found


@transaction.atomic
def discard(stocktake: Stocktake) -> None:
    """Forget a stock-taking that was not taken over."""
    Stocktake.objects.filter(pk=stocktake.pk, applied_at=None).delete()
