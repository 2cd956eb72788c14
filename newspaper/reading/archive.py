"""The archive: issues by year, missing numbers, and issues of ten and twenty years ago."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from newspaper.models import Article, Issue, Paper, SkippedNumber

from .images import PageImage, covers_of

# "Vor 10 und 20 Jahren im Viertel", and the number of articles of each.
YEARS_AGO, ARTICLES_SHOWN = (10, 20), 3
HALF_A_YEAR = timedelta(days=183)
# An issue with an unknown day is sorted into the middle of its year.
_UNKNOWN_DAY = (7, 1)


@dataclass(frozen=True, slots=True)
class MissingIssue:
    """A number between two issues that is not in the archive."""

    year: int
    number: int

    @property
    def short_name(self) -> str:
        """Return number and year: "2/2026"."""
        return f"{self.number}/{self.year}"


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """An entry of a year in the archive: an issue with its cover, or a gap."""

    issue: Issue | None = None
    missing: MissingIssue | None = None
    cover: PageImage | None = None

    @property
    def short_name(self) -> str:
        """Return number and year: "2/2026"."""
        return (self.issue or self.missing).short_name


@dataclass(frozen=True, slots=True)
class ArchiveYear:
    """A year of the archive: issues and gaps, the newest first."""

    year: int
    entries: tuple[ArchiveEntry, ...]


@dataclass(frozen=True, slots=True)
class Anniversary:
    """An issue that appeared `years` years ago, with some of its articles."""

    years_ago: int
    issue: Issue
    articles: tuple[Article, ...]
    cover: PageImage | None = None


@dataclass(frozen=True)
class Archive:
    """All published issues, the newest first, and the gaps between them."""

    issues: list[Issue]
    missing: list[MissingIssue]

    @classmethod
    def load(cls, paper: Paper) -> "Archive":
        """Load the archive in three queries."""
        issues = list(Issue.objects.published().newest())
        published = {(issue.year, issue.number) for issue in issues}
        # A draft is no gap: the house has it.
        skipped = {*Issue.objects.values_list("year", "number"), *SkippedNumber.objects.values_list("year", "number")}
        return cls(issues, missing_issues(published, skipped, paper.issues_per_year))

    @property
    def years(self) -> list[int]:
        """Return the years with issues or gaps, the newest first."""
        return sorted({each.year for each in (*self.issues, *self.missing)}, reverse=True)

    def years_with_covers(self, years: Iterable[int]) -> list[ArchiveYear]:
        """Return these years with their issues, covers and gaps, in one query."""
        years = list(years)
        shown = [issue for issue in self.issues if issue.year in years]
        covers = covers_of(shown)
        entries = [ArchiveEntry(issue=issue, cover=covers.get(issue.pk)) for issue in shown]
        entries += [ArchiveEntry(missing=missing) for missing in self.missing if missing.year in years]
        return [ArchiveYear(year, _newest_first(entries, year)) for year in years]

    def anniversaries(self, today: date) -> list[Anniversary]:
        """Return issues of ten and twenty years ago about this day, with some articles, in two queries."""
        found = [(ago, _nearest(self.issues, today, ago)) for ago in YEARS_AGO]
        issues = [issue for _ago, issue in found if issue is not None]
        covers = covers_of(issues) if issues else {}
        articles = list(Article.objects.published().filter(issue__in=issues).in_order()) if issues else []
        return [
            Anniversary(ago, issue, tuple(_of(articles, issue)[:ARTICLES_SHOWN]), covers.get(issue.pk))
            for ago, issue in found
            if issue is not None
        ]


def missing_issues(
    published: Iterable[tuple[int, int]], skipped: Iterable[tuple[int, int]], per_year: int
) -> list[MissingIssue]:
    """Return the numbers missing between the first and the last published one, as pairs of year and number, in order.

    A year has `per_year` numbers, or more if a higher one was published. `skipped` are the numbers that are no gap.
    """
    published = sorted(published)
    if not published:
        return []
    present = {*published, *skipped}
    first, last = published[0], published[-1]
    highest: dict[int, int] = {}
    for year, number in published:
        highest[year] = max(highest.get(year, per_year), number)
    return [
        MissingIssue(year, number)
        for year in range(first[0], last[0] + 1)
        for number in range(1, highest.get(year, per_year) + 1)
        if first < (year, number) < last and (year, number) not in present
    ]


def _newest_first(entries, year):
    own = [entry for entry in entries if (entry.issue or entry.missing).year == year]
    return tuple(sorted(own, key=lambda entry: (entry.issue or entry.missing).number, reverse=True))


def _nearest(issues, today, years_ago):
    """Return the issue nearest to this day that many years ago, within half a year; None if there is none."""
    day = today - relativedelta(years=years_ago)
    near = [issue for issue in issues if abs(_day_of(issue) - day) <= HALF_A_YEAR]
    return min(near, key=lambda issue: abs(_day_of(issue) - day), default=None)


def _day_of(issue):
    return issue.published_on or date(issue.year, *_UNKNOWN_DAY)


def _of(articles, issue):
    return [article for article in articles if article.issue_id == issue.pk]
