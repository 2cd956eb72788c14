"""Mistakes that readers report: stored once, settled by staff, erased in time, without what is hidden."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from newspaper import retention
from newspaper.editing import corrections, reports
from newspaper.editing.retention import OPEN_REPORT_RETENTION, SETTLED_REPORT_RETENTION
from newspaper.models import TextReport
from newspaper.redaction.hiding import Hiding, hide
from tests.newspaper.factories import make_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_issue(texts=("Die Linae bleibt.",)).pages.get()


def report(page, words="Statt Linae: Linde.", key=None):
    return reports.report(page, words, key or uuid4())


def test_the_same_form_is_one_report(page):
    key = uuid4()
    assert report(page, key=key) == report(page, key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextReport.objects.create(page=page, words="noch einmal", idempotency_key=key, created_at=clock.now())


def test_an_empty_report_is_refused(page):
    with pytest.raises(IntegrityError), transaction.atomic():
        TextReport.objects.create(page=page, words="", idempotency_key=uuid4(), created_at=clock.now())


def test_a_page_has_a_limited_number_of_open_reports(page):
    for _number in range(reports.MAX_OPEN):
        report(page)
    with pytest.raises(reports.ReportRefused):
        report(page)
    assert reports.settle(TextReport.objects.all()[:1]) == 1
    report(page)


def test_a_reported_page_is_the_first_to_check_until_the_report_is_settled(page):
    make_issue(9, texts=("",))
    report(page)
    assert corrections.to_check().first() == page
    reports.settle(TextReport.objects.all())
    assert page not in corrections.to_check()


@pytest.mark.parametrize("is_settled", [True, False])
def test_a_report_is_erased_after_its_retention(page, is_settled, time_machine):
    report(page)
    if is_settled:
        reports.settle(TextReport.objects.all())
    longest = SETTLED_REPORT_RETENTION if is_settled else OPEN_REPORT_RETENTION
    assert retention.purge(clock.now() + longest - timedelta(days=1)) == 0
    assert retention.purge(clock.now() + longest + timedelta(days=1)) == 1


def test_reports_that_contain_an_address_are_exported_and_erased(page):
    report(page)
    report(page, "Fragen Sie Ada@Example.org.")
    assert len(retention.export("ada@example.org")) == 1
    assert retention.erase_person("ada@example.org") == 1
    assert TextReport.objects.count() == 1


def test_a_hidden_name_is_taken_out_of_reports(page):
    report(page, "Anna Müller schreibt sich anders.")
    hide([Hiding("name", "asked", "Anna Müller")])
    assert TextReport.objects.get().words == "[…] schreibt sich anders."


def test_the_reports_of_a_hidden_page_are_erased(page):
    report(page)
    hide([Hiding("page", "privacy", issue=page.issue, page_number=1)])
    assert not TextReport.objects.exists()
