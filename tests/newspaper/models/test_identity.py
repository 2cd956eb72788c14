"""An issue is the same by mail whether it is renumbered, deleted, or uploaded again."""

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.messaging.models import Dispatch
from newspaper.models import Issue, IssueIdentity
from newspaper.models.identity import NEWSLETTER
from newspaper.notifications.issue_by_mail import IssueByMail
from tests.newspaper.factories import make_issue

pytestmark = pytest.mark.django_db


def new(number, **fields):
    return make_issue(number, texts=(), **fields)


def renumbered(issue, number):
    issue.number = number
    issue.save()
    return issue


def edition_sent(issue):
    Dispatch.objects.create(newsletter=NEWSLETTER, edition=issue.edition_key, name="x", begun_at=clock.now())
    return issue.edition_key


def test_the_newsletter_has_the_key_by_which_its_dispatches_are_found():
    assert IssueByMail.key == NEWSLETTER


def test_an_issue_that_was_renumbered_deleted_and_uploaded_again_is_the_same():
    issue = renumbered(new(3), 4)
    key = edition_sent(issue)
    issue.delete()
    assert new(4).edition_key == key


def test_the_same_file_is_the_same_issue_whatever_its_number():
    issue = new(3, file_sha256="a" * 64)
    key = edition_sent(issue)
    issue.delete()
    assert new(9, file_sha256="a" * 64).edition_key == key


def test_a_corrected_number_restores_the_edition_that_was_sent():
    issue = new(3)
    key = edition_sent(issue)
    issue.delete()
    wrong = new(5)
    assert wrong.edition_key != key
    assert renumbered(wrong, 3).edition_key == key


def test_an_issue_that_was_sent_keeps_its_edition_though_another_one_had_its_new_number():
    new(4).delete()
    issue = new(3)
    key = edition_sent(issue)
    assert renumbered(issue, 4).edition_key == key


def test_another_issue_with_a_number_that_became_free_is_another_one():
    first = renumbered(new(3), 4)
    second = new(3)
    assert first.edition_key != second.edition_key
    assert renumbered(first, 5).edition_key != second.edition_key


def test_a_key_is_never_given_to_another_issue():
    renumbered(new(3), 4).delete()
    third = new(3)
    assert new(5).edition_key not in IssueIdentity.objects.exclude(number=5).values_list("edition_key", flat=True)
    assert Issue.objects.filter(edition_key=third.edition_key).get() == third


def test_a_number_belongs_to_one_edition():
    new(3)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssueIdentity.objects.create(year=2026, number=3, edition_key="2026-9")
