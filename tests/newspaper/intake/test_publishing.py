"""An issue that is published at once is on the website when its pages are read, or when staff decide so."""

import pytest
from django.db import IntegrityError, transaction

from newspaper.intake import publishing
from newspaper.models import Issue, Page
from tests.newspaper.factories import make_issue

pytestmark = pytest.mark.django_db
_STATE = Page.State


@pytest.fixture
def issue():
    """Return an issue that staff have published while its pages are read."""
    made = make_issue(status=Issue.Status.DRAFT, intake=Issue.Intake.WORKING)
    made.status = Issue.Status.PUBLISHED
    made.save(update_fields=["status"])
    return made


def read(issue, *states):
    for page, state in zip(issue.pages.in_order(), states, strict=True):
        Page.objects.filter(pk=page.pk).update(state=state)
    Issue.objects.filter(pk=issue.pk).update(intake=Issue.Intake.READY)
    return publishing.publish_if_read(issue.pk)


def is_public():
    return Issue.objects.published().exists()


def test_it_is_a_draft_while_its_pages_are_read(issue):
    assert not publishing.publish_if_read(issue.pk)
    assert not is_public()


def test_it_is_public_when_all_pages_are_read(issue):
    assert read(issue, _STATE.READY, _STATE.READY)
    assert is_public()
    assert not Issue.objects.waiting_for_pages().exists()


def test_with_a_page_missing_it_waits_for_staff(issue):
    assert not read(issue, _STATE.READY, _STATE.FAILED)
    assert not is_public()
    publishing.publish_anyway(issue)
    assert is_public()


def test_it_is_public_when_the_missing_page_is_read_after_all(issue):
    read(issue, _STATE.READY, _STATE.FAILED)
    assert read(issue, _STATE.READY, _STATE.READY)


def test_staff_can_leave_it_a_draft(issue):
    publishing.keep_as_draft(issue)
    assert not read(issue, _STATE.READY, _STATE.READY)
    assert not is_public()


def test_nobody_decides_before_the_pages_are_read(issue):
    publishing.publish_anyway(issue)
    assert not is_public()


def test_a_list_of_issues_is_published_in_the_same_way():
    make_issue(status=Issue.Status.DRAFT, intake=Issue.Intake.WAITING)
    Issue.objects.all().publish()
    assert not is_public()
    assert Issue.objects.waiting_for_pages().exists()


def test_a_public_issue_stays_public_when_its_file_is_read_again():
    issue = make_issue()
    issue.intake = Issue.Intake.WAITING
    issue.save()
    assert is_public()


def test_no_public_issue_waits(issue):
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(status=Issue.Status.PUBLISHED)
