"""What the database refuses, past every form."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from newspaper.models import Article, Issue, Page, Paper, SkippedNumber, WithdrawnImage
from tests.newspaper.factories import make_issue

pytestmark = pytest.mark.django_db
HASH = "a" * 64


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_an_issue_is_there_once_and_so_is_its_file():
    one, other = make_issue(1, texts=()), make_issue(2, texts=())
    Issue.objects.filter(pk=one.pk).update(file_sha256=HASH)
    refused(lambda: Issue.objects.create(number=1, year=2026))
    refused(lambda: Issue.objects.filter(pk=other.pk).update(file_sha256=HASH))


@pytest.mark.parametrize("values", [{"number": 0}, {"number": 61}, {"year": 1899}, {"year": 2101}])
def test_number_and_year_are_plausible(values):
    refused(lambda: Issue.objects.create(**{"number": 1, "year": 2026, **values}))
    refused(lambda: SkippedNumber.objects.create(**{"number": 1, "year": 2026, **values}))


def test_the_day_of_an_issue_is_in_our_time():
    refused(lambda: Issue.objects.create(number=1, year=2026, published_on=date(26, 1, 1)))


def test_a_number_is_skipped_once():
    SkippedNumber.objects.create(number=1, year=2026)
    refused(lambda: SkippedNumber.objects.create(number=1, year=2026))


def test_a_page_is_in_its_issue_once_and_its_image_key_is_unique():
    issue = make_issue()
    key = issue.pages.get(number=1).image_key
    refused(lambda: Page.objects.create(issue=issue, number=1))
    refused(lambda: Page.objects.create(issue=issue, number=0))
    refused(lambda: Page.objects.create(issue=issue, number=3, width=0))
    refused(lambda: Page.objects.create(issue=issue, number=3, image_key=key))
    refused(lambda: Article.objects.create(issue=issue, title="X", page=0))


def test_a_withdrawn_image_is_recorded_once():
    WithdrawnImage.objects.create(key="a")
    refused(lambda: WithdrawnImage.objects.create(key="a"))


def test_there_is_one_paper():
    Paper.objects.create(name="Blatt")
    refused(lambda: Paper.objects.filter(pk=1).update(id=2))
    refused(lambda: Paper.objects.filter(pk=1).update(issues_per_year=0))
