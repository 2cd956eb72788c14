"""The archive: issues by year, and the numbers that are missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from newspaper.models import Issue, Paper, SkippedNumber


@dataclass(frozen=True, slots=True)
class Gap:
    """A number between two issues that the archive does not have."""

    year: int
    number: int

    @property
    def short_name(self) -> str:
        """Return number and year: "2/2026"."""
        return f"{self.number}/{self.year}"


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the archive: issues and gaps, the newest first."""

    year: int
    spots: tuple[Issue | Gap, ...]

    @property
    def issues(self) -> list[Issue]:
        """Return the issues without the gaps."""
        return [spot for spot in self.spots if isinstance(spot, Issue)]

    @property
    def gaps(self) -> list[Gap]:
        """Return the gaps alone."""
        return [spot for spot in self.spots if isinstance(spot, Gap)]


def years() -> list[Year]:
    """Return the years of published issues with their gaps, the newest first; in four queries at most."""
    issues = list(Issue.objects.published().newest())
    spots = [*issues, *_gaps()]
    by_year: dict[int, list[Issue | Gap]] = {}
    for spot in sorted(spots, key=lambda spot: (spot.year, spot.number), reverse=True):
        by_year.setdefault(spot.year, []).append(spot)
    return [Year(year, tuple(found)) for year, found in by_year.items()]


def gaps(known: Iterable[tuple[int, int]], skipped: Iterable[tuple[int, int]], per_year: int) -> list[Gap]:
    """Return the numbers missing between the first and the last known one, as pairs of year and number, in order.

    A year has `per_year` numbers, or more if a higher one is known. What never appeared (`skipped`) is no gap.
    """
    known = sorted(known)
    if not known:
        return []
    there = {*known, *skipped}
    (first, last) = known[0], known[-1]
    highest: dict[int, int] = {}
    for year, number in known:
        highest[year] = max(highest.get(year, per_year), number)
    return [
        Gap(year, number)
        for year in range(first[0], last[0] + 1)
        for number in range(1, highest.get(year, per_year) + 1)
        if first < (year, number) < last and (year, number) not in there
    ]


def _gaps():
    """Return the gaps between published issues; a draft is none: the house has it."""
    published = set(Issue.objects.published().values_list("year", "number"))
    others = set(Issue.objects.values_list("year", "number")) - published
    skipped = set(SkippedNumber.objects.values_list("year", "number"))
    return gaps(published, others | skipped, Paper.current().issues_per_year)
