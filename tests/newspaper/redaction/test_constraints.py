"""What the database refuses, past all verbs."""

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from newspaper.models import HiddenTerm, Issue, IssueRedaction, Page
from newspaper.redaction.terms import key_of
from tests.newspaper.factories import make_issue

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


@pytest.fixture
def issue():
    return make_issue()


def term(**fields):
    values = {"kind": "name", "term": "Anna Müller", "term_key": key_of("Anna Müller"), "reason": "asked"}
    return HiddenTerm.objects.create(**{**values, **fields})


def test_a_term_is_hidden_once_in_each_place(issue):
    for place in ({}, {"issue": issue}, {"issue": issue, "page_number": 1}):
        term(**place)
        refused(lambda place=place: term(term="ANNA MUELLER", term_key=key_of("ANNA MUELLER"), **place))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "else"},
        {"reason": ""},
        {"term": ""},
        {"kind": "passage"},
        {"kind": "page", "term": ""},
        {"page_number": 1},
    ],
)
def test_a_term_has_its_kind_its_scope_and_its_reason(issue, fields):
    refused(lambda: term(**fields))


def test_a_hidden_page_has_no_text(issue):
    refused(lambda: Page.objects.filter(issue=issue, number=1).update(hidden_at=clock.now()))


def test_an_issue_whose_files_are_not_made_has_no_checked_pdf(issue):
    refused(lambda: IssueRedaction.objects.create(issue=issue, state="waiting", checked_pdf="a.pdf"))
    assert Issue.objects.count() == 1
