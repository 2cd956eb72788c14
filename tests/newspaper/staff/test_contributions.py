"""Staff read contributions, download photos, and decide about them; the person is told."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS, NEWSPAPER
from kasch_site.worker.execution import run_due_jobs
from newspaper.contributions import decisions
from newspaper.contributions.decisions import Decision
from newspaper.contributions.submissions import Draft
from newspaper.models import Contribution
from tests.newspaper.contributions.samples import PHOTO_CONSENTS, letter, photo, submit
from tests.support.browser.browser_forms import form_on

pytestmark = pytest.mark.django_db
LIST = "/admin/newspaper/contribution/"


def member(role):
    user = User.objects.create_user(f"von {role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def staff(client, house):
    client.force_login(member(NEWSPAPER))
    return client


@pytest.fixture
def contribution(house):
    return submit(Draft("photo", text="Das Fest am Park.", consents=PHOTO_CONSENTS, photos=[photo()]))


def page_of(contribution):
    return reverse("admin:newspaper_contribution_change", args=[contribution.pk])


def decide(staff, contribution, **form_data):
    page = staff.get(page_of(contribution))
    fields = {name: value for name, value in form_on(page, "contribution_form").items() if name != "decision"}
    return staff.post(page_of(contribution), {**fields, "_save": "1", **form_data})


def mails():
    run_due_jobs("test")
    return [message.body for message in mail.outbox]


def test_the_list_and_the_first_page_name_what_is_new(staff, contribution):
    assert str(contribution) in staff.get(LIST).content.decode()
    assert "über den noch niemand entschieden hat" in staff.get("/admin/").content.decode()
    decisions.decide(contribution, Decision("accepted", 2, 2027))
    assert "über den noch niemand entschieden hat" not in staff.get("/admin/").content.decode()


def test_the_page_shows_the_text_its_words_and_the_consents(staff, house):
    page = staff.get(page_of(submit(letter(text="Die Bank am Park fehlt.")))).content.decode()
    assert "Die Bank am Park fehlt." in page and "5 von 200 Wörtern" in page
    assert "mit meinem vollen Namen" in page


def test_a_photo_is_downloaded_under_an_anonymous_name(staff, contribution):
    response = staff.get(f"{LIST}{contribution.pk}/foto/1/")
    assert response.content == photo().content and "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == f'attachment; filename="beitrag-{contribution.code}-1.jpg"'
    assert staff.get(f"{LIST}{contribution.pk}/foto/2/").status_code == 404


def test_contributions_require_the_newspaper_role(client, contribution):
    client.force_login(member(EDITORS))
    for address in (LIST, page_of(contribution), f"{LIST}{contribution.pk}/foto/1/"):
        assert client.get(address).status_code == 403


def test_accepting_names_the_issue_and_notifies_the_person(staff, contribution):
    mails()
    mail.outbox.clear()
    decide(staff, contribution, decision="accepted", issue_number="2", issue_year="2027")
    row = Contribution.objects.get()
    assert (row.state, row.issue_name) == ("accepted", "2/2027")
    assert "2/2027" in mails()[0]


def test_declining_without_a_message_notifies_nobody(staff, contribution):
    mails()
    mail.outbox.clear()
    decide(staff, contribution, decision="declined", reason="Zu dunkel.", without_notification="on")
    assert Contribution.objects.get().reason == "Zu dunkel." and mails() == []


@pytest.mark.parametrize("form_data", [{"decision": "accepted"}, {"decision": "declined"}, {"decision": "done"}])
def test_an_incomplete_decision_is_shown_again(staff, contribution, form_data):
    response = decide(staff, contribution, **form_data)
    assert response.status_code == 200 and "errorlist" in response.content.decode()
    assert Contribution.objects.get().state == "received"


def test_a_decision_made_meanwhile_is_not_overwritten(staff, contribution):
    page = form_on(staff.get(page_of(contribution)), "contribution_form")
    decisions.decide(contribution, Decision("declined", reason="Zu dunkel."))
    fields = {**page, "decision": "accepted", "issue_number": "2", "issue_year": "2027", "_save": "1"}
    response = staff.post(page_of(contribution), fields)
    assert response.status_code == 200 and Contribution.objects.get().state == "declined"


def test_what_the_person_has_withdrawn_can_only_be_read(staff, contribution):
    page = form_on(staff.get(page_of(contribution)), "contribution_form")
    decisions.withdraw(contribution)
    assert "decision" not in staff.get(page_of(contribution)).content.decode()
    fields = {**page, "decision": "accepted", "issue_number": "2", "issue_year": "2027", "_save": "1"}
    staff.post(page_of(contribution), fields)
    assert Contribution.objects.get().state == "withdrawn"


def test_several_contributions_are_marked_as_printed_at_once(staff, house):
    accepted, new = submit(), submit(email="berta@example.org")
    decisions.decide(accepted, Decision("accepted", 2, 2027))
    data = {"action": "mark_printed", "_selected_action": [accepted.pk, new.pk]}
    assert "1 Beitrag ist gedruckt." in staff.post(LIST, data, follow=True).content.decode()
    assert sorted(Contribution.objects.values_list("state", flat=True)) == ["done", "received"]


def test_a_consent_withdrawn_after_printing_is_a_task_until_it_is_settled(staff, contribution):
    decisions.decide(contribution, Decision("done", 2, 2027))
    decisions.withdraw_consent(contribution, "people")
    assert str(contribution) in staff.get("/admin/").content.decode()
    page = staff.get(page_of(contribution)).content.decode()
    assert "Nehmen Sie es aus der Ausgabe im Internet heraus" in page
    staff.post(page_of(contribution), {"_settle": "1"})
    assert "zurückgenommen" not in staff.get("/admin/").content.decode()


def test_the_list_needs_as_many_queries_for_one_as_for_many(staff, house, django_assert_num_queries):
    submit()
    staff.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        staff.get(LIST)
    for number in range(6):
        submit(email=f"a{number}@example.org")
    with django_assert_num_queries(len(queries)):
        staff.get(LIST)
