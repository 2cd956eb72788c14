"""Stock-taking: scans by several phones at once, in any order; nothing in the stock changes before `apply`.

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
from library.circulation.loans import loans
from library.models import Copy, Hold, NumberKind, Stocktake, StocktakeFinding, StocktakeScan
from library.models.numbers import number_of

from . import copies
from .desk.scans import ScanKind, read
from .locks import lock_all
from .refusals import CirculationRefused

MAX_AT_ONCE = 500  # scans that a phone sends in one piece
UNKNOWN_SHELF = _("In diesem Regal steht nichts (mehr). Bitte wählen Sie noch einmal.")
ALREADY_APPLIED = _("Diese Bestandsprüfung ist schon übernommen.")
BATCH = 1000  # rows in one statement
_STATE = Copy.State
_KIND = StocktakeFinding.Kind


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan of a phone: the number as entered, the shelf, and the time."""

    entered: str
    shelf: str
    at: datetime


@dataclass(slots=True)
class Result:
    """The result of stock-taking: copies by finding; `unknown` are numbers without a copy."""

    missing: list[Copy] = field(default_factory=list)
    misplaced: list[tuple[Copy, str]] = field(default_factory=list)  # with the shelf where it was scanned
    lent_but_here: list[Copy] = field(default_factory=list)
    withdrawn_but_here: list[Copy] = field(default_factory=list)
    lost_but_here: list[Copy] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    right: int = 0


def shelves() -> list[str]:
    """Return the shelves to which copies are assigned, in order."""
    stock = Copy.objects.in_stock().exclude(shelf="")
    return list(stock.order_by("shelf").values_list("shelf", flat=True).distinct())


@transaction.atomic
def begin(shelf: str = "") -> Stocktake:
    """Begin to take stock of a shelf, or of everything; return the running one if there is one.

    Raise `CirculationRefused` for a shelf without copies.
    """
    if shelf and shelf not in shelves():
        raise CirculationRefused(UNKNOWN_SHELF)
    return Stocktake.objects.get_or_create(shelf=shelf, applied_at=None, defaults={"begun_at": clock.now()})[0]


@transaction.atomic
def store_scans(stocktake: Stocktake, scanned: list[Scanned]) -> list[str]:
    """Store scans; return the numbers that are now stored. Idempotent. Raise `CirculationRefused` if it is over.

    Of a number that was scanned on two shelves the later scan counts.
    """
    stocktake = Stocktake.objects.select_for_update().get(pk=stocktake.pk)
    if stocktake.applied_at is not None:
        raise CirculationRefused(ALREADY_APPLIED)
    by_time = sorted(scanned, key=lambda scan: scan.at)
    latest = {number: scan for scan in by_time for number in _numbers(scan.entered)}
    stored = {row.number: row for row in stocktake.scans.filter(number__in=latest)}
    copies_by_number = dict(Copy.objects.filter(number__in=latest).values_list("number", "pk"))
    StocktakeScan.objects.bulk_create(
        StocktakeScan(
            stocktake=stocktake,
            number=number,
            copy_id=copies_by_number.get(number),
            shelf=scan.shelf,
            scanned_at=scan.at,
        )
        for number, scan in latest.items()
        if number not in stored
    )
    for number, row in stored.items():
        if latest[number].at > row.scanned_at:
            row.shelf, row.scanned_at = latest[number].shelf, latest[number].at
            row.save(update_fields=["shelf", "scanned_at"])
    return list(latest)


def _numbers(entered):
    """Return the numbers of labels in an entry, completed if short; of an invalid one its digits, for staff to check.

    Cards, ISBNs and titles are ignored.
    """
    scans = read(entered)
    labels = [scan.text for scan in scans if scan.kind is ScanKind.COPY]
    labels += [number_of(NumberKind.COPY, int(scan.text)) for scan in scans if scan.kind is ScanKind.SERIAL]
    if labels or any(scan.kind is not ScanKind.UNREADABLE for scan in scans):
        return labels
    digits = "".join(character for character in entered if character.isascii() and character.isdigit())[:20]
    return [digits] if digits else []


def result(stocktake: Stocktake) -> Result:
    """Return the result so far; once stock-taking was applied, the result at that time.

    Makes the same few queries, however many copies there are.
    """
    return _result_so_far(stocktake) if stocktake.applied_at is None else _stored_result(stocktake)


def put_aside_by(stocktake: Stocktake) -> list[Hold]:
    """Return the holds that became ready with a copy returned by applying this stock-taking."""
    returned = stocktake.findings.filter(kind__in=[_KIND.LENT, _KIND.LOST])
    ready = Hold.objects.ready().filter(copy__in=returned.values("copy"))
    return list(ready.with_titles().order_by("copy__number"))


def _stored_result(stocktake):
    outcome = Result(right=stocktake.right_count)
    outcome.unknown = list(stocktake.scans.filter(copy=None).order_by("number").values_list("number", flat=True))
    findings = stocktake.findings.select_related("copy__title").order_by("copy__shelf", "copy__number")
    for finding in findings:
        if finding.kind == _KIND.MISPLACED:
            outcome.misplaced.append((finding.copy, finding.shelf))
        else:
            _copies_of(outcome, finding.kind).append(finding.copy)
    return outcome


def _copies_of(outcome, kind):
    return {
        _KIND.MISSING: outcome.missing,
        _KIND.LENT: outcome.lent_but_here,
        _KIND.WITHDRAWN: outcome.withdrawn_but_here,
        _KIND.LOST: outcome.lost_but_here,
    }[kind]


def _store(stocktake, outcome):
    """Store the result, so that it can be read after it was applied."""
    rows = [StocktakeFinding(copy=copy, kind=_KIND.MISPLACED, shelf=shelf) for copy, shelf in outcome.misplaced]
    for kind in (_KIND.MISSING, _KIND.LENT, _KIND.WITHDRAWN, _KIND.LOST):
        rows += [StocktakeFinding(copy=copy, kind=kind) for copy in _copies_of(outcome, kind)]
    for row in rows:
        row.stocktake = stocktake
    StocktakeFinding.objects.bulk_create(rows, batch_size=BATCH)


def _result_so_far(stocktake):
    outcome = Result()
    scans = {scan.copy_id: scan for scan in stocktake.scans.exclude(copy=None)}
    outcome.unknown = list(stocktake.scans.filter(copy=None).order_by("number").values_list("number", flat=True))
    stock = Copy.objects.with_status().select_related("title").order_by("shelf", "number")
    for copy in stock.filter(pk__in=scans):
        _add(outcome, copy, scans[copy.pk].shelf)
    expected = Copy.objects.available().select_related("title").exclude(pk__in=scans).order_by("shelf", "number")
    if stocktake.shelf:
        expected = expected.filter(shelf=stocktake.shelf)
    outcome.missing = list(expected.filter(added_on__lte=localdate(stocktake.begun_at)))
    return outcome


def _add(outcome, copy, shelf):
    if copy.state == _STATE.WITHDRAWN:
        outcome.withdrawn_but_here.append(copy)
    elif copy.is_lent:
        outcome.lent_but_here.append(copy)
    elif copy.state == _STATE.LOST:
        outcome.lost_but_here.append(copy)
    elif shelf and copy.shelf and shelf != copy.shelf:
        outcome.misplaced.append((copy, shelf))
    else:
        outcome.right += 1


@transaction.atomic
def apply(stocktake: Stocktake) -> Result:
    """Apply the result: mark missing copies as lost, return copies that are lent but here, and those that were lost.

    Withdrawn, misplaced and unknown ones are left to staff. Idempotent.
    """
    stocktake = Stocktake.objects.select_for_update().get(pk=stocktake.pk)
    outcome = result(stocktake)
    if stocktake.applied_at is not None:
        return outcome
    lock_all(titles=[copy.title_id for copy in (*outcome.missing, *outcome.lent_but_here, *outcome.lost_but_here)])
    stocktake.applied_at, stocktake.right_count = clock.now(), outcome.right
    stocktake.save(update_fields=["applied_at", "right_count"])
    _store(stocktake, outcome)
    scanned = stocktake.scans.exclude(copy=None).values("copy")
    Copy.objects.filter(pk__in=scanned).update(seen_in=clock.today().replace(day=1))
    changes = [(copy, copies.mark_missing) for copy in outcome.missing]
    changes += [(copy, loans.take_back) for copy in (*outcome.lent_but_here, *outcome.lost_but_here)]
    for copy, verb in changes:
        # What is refused has just changed at the desk, where it was recorded correctly.
        with suppress(CirculationRefused):
            verb(copy)
    return outcome


@transaction.atomic
def discard(stocktake: Stocktake) -> None:
    """Delete a stock-taking that was not applied."""
    Stocktake.objects.filter(pk=stocktake.pk, applied_at=None).delete()
