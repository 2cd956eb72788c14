"""What the first page of staff says about the newspaper."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import DESK, NEWSPAPER
from newspaper.editing import reports
from newspaper.models import Issue, Page
from newspaper.staff.todo import quick_actions, todo
from tests.newspaper.factories import make_issue, make_page

pytestmark = pytest.mark.pages


@pytest.fixture
def member(house):
    def of(role):
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    return of


def test_what_failed_and_what_has_no_text_is_to_be_done(member, client):
    issue = make_issue(texts=["", "gut"])
    make_page(issue, 3, "", state=Page.State.FAILED)
    make_page(issue, 4, "unsicher", confidence=40.0)
    reports.report(issue.pages.get(number=2), "Da fehlt etwas.", uuid4())
    user = member(NEWSPAPER)
    client.force_login(user)
    tasks = todo(user)
    assert [task.text for task in tasks] == [
        "Eine Seite der Zeitung ist nicht gelungen (Ausgabe 3/2026).",
        "Jemand hat einen Fehler im Text der Zeitung gemeldet.",
        "Eine Seite der Zeitung hat keinen Text.",
        "Eine Seite der Zeitung ist unsicher gelesen: bitte vergleichen.",
    ]
    assert [client.get(task.url).status_code for task in tasks] == [200, 200, 200, 200]
    assert client.get("/admin/").status_code == 200


def test_an_issue_that_is_read_and_a_draft_waits_to_be_published(member):
    make_issue(4, status=Issue.Status.DRAFT, intake=Issue.Intake.READY)
    assert [task.text for task in todo(member(NEWSPAPER))] == ["Die Ausgabe 4/2026 ist noch ein Entwurf."]


def test_other_roles_have_nothing_to_do_with_it(member):
    make_issue(texts=[""])
    desk = member(DESK)
    assert (todo(desk), quick_actions(desk)) == ([], [])
