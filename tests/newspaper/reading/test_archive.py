"""The archive by year, and which numbers are missing in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newspaper.models import Paper, SkippedNumber
from newspaper.reading.archive import Archive, MissingIssue, missing_issues
from tests.newspaper.factories import make_issue

NUMBERS = st.tuples(st.integers(2001, 2008), st.integers(1, 8))


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        ([], []),
        ([(2026, 3)], []),
        ([(2026, 1), (2026, 3)], ["2/2026"]),
        ([(2025, 5), (2026, 2)], ["6/2025", "1/2026"]),
        ([(2009, 9), (2009, 10)], []),
        ([(2009, 8), (2009, 10)], ["9/2009"]),
        ([(2024, 6), (2026, 1)], [f"{number}/2025" for number in range(1, 7)]),
    ],
)
def test_numbers_between_two_known_ones_are_missing(known, missing):
    assert [gap.short_name for gap in missing_issues(known, [], 6)] == missing


def test_a_number_that_never_appeared_is_not_missing():
    assert missing_issues([(2026, 1), (2026, 4)], [(2026, 2)], 6) == [MissingIssue(2026, 3)]


@given(st.sets(NUMBERS), st.sets(NUMBERS), st.integers(1, 8))
def test_gaps_are_neither_known_nor_skipped_and_lie_between_known_ones(known, skipped, per_year):
    found = [(gap.year, gap.number) for gap in missing_issues(known, skipped, per_year)]
    assert not set(found) & (known | skipped)
    assert found == sorted(set(found))
    assert all(min(known) < each < max(known) for each in found)


@pytest.mark.django_db
def test_the_tenth_issue_of_a_year_is_newer_than_the_ninth():
    Paper.objects.create(issues_per_year=10)
    for number in (9, 10, 8):
        make_issue(number, 2009, texts=())
    archive = Archive.load(Paper.current())
    assert [issue.number for issue in archive.issues] == [10, 9, 8]
    [year] = archive.years_with_covers([2009])
    assert [entry.short_name for entry in year.entries] == ["10/2009", "9/2009", "8/2009"]


@pytest.mark.django_db
def test_drafts_are_not_shown_and_not_missed():
    make_issue(1, texts=())
    make_issue(2, texts=(), status="draft")
    make_issue(4, texts=())
    SkippedNumber.objects.create(year=2026, number=3)
    archive = Archive.load(Paper.current())
    [year] = archive.years_with_covers(archive.years)
    assert [entry.short_name for entry in year.entries] == ["4/2026", "1/2026"]


@pytest.mark.django_db
def test_ten_years_ago_is_nearest_by_date_and_not_by_number_of_the_year():
    make_issue(1, 2016, published_on="2015-12-20", texts=())
    summer = make_issue(3, 2016, published_on="2016-08-01", texts=())
    archive = Archive.load(Paper.objects.first() or Paper())
    assert [each.issue for each in archive.anniversaries(date(2026, 12, 20))] == [summer]
