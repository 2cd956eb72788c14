"""Staff hide a name, a passage or a page: they see each place first, and can take it back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from newspaper.models import HiddenTerm, Page
from newspaper.removal import requests
from tests.newspaper.factories import make_issue

pytestmark = pytest.mark.django_db
ADD = "/admin/newspaper/hiddenterm/add/"
PASSAGE, PAGE = "/admin/newspaper/hiddenterm/stelle/", "/admin/newspaper/hiddenterm/seite/"
NAME = {"term": "Anna Probe", "reason": "asked", "everywhere": "on"}
TEXT = "Am Samstag backt Anna Probe Brot. Probe, Anna: so steht sie in der Liste."


@pytest.fixture
def issue(house):
    return make_issue(texts=(TEXT, "Auf dieser Seite steht niemand.", "Anna Probe kommt wieder."))


def search(editor, **changed):
    return editor.post(ADD, {**NAME, "do": "look", **changed})


def ticked(page):
    return sorted(page.context["found"].keys)


def test_every_place_is_shown_before_anything_is_hidden(editor, issue):
    page = search(editor)
    assert len(page.context["found"].certain) == 2
    assert "Ja, ausblenden" in page.content.decode()
    assert not HiddenTerm.objects.exists()
    assert "Anna Probe" in Page.objects.get(issue=issue, number=1).text


def test_hidden_terms_are_removed_and_can_be_restored(editor, issue, django_capture_on_commit_callbacks):
    page = editor.post(ADD, {**NAME, "do": "hide", "stelle": ticked(search(editor))}, follow=True)
    assert "Das ist ausgeblendet." in page.content.decode()
    assert "Probe" not in Page.objects.get(issue=issue, number=1).text
    row = HiddenTerm.objects.get()
    assert row.hidden_by.username == "redaktion"
    editor.post(reverse("admin:newspaper_hiddenterm_change", args=[row.pk]), {"do": "show"})
    assert Page.objects.get(issue=issue, number=1).text == TEXT
    assert not HiddenTerm.objects.exists()


def test_a_name_without_matches_is_reported(editor, issue):
    page = search(editor, term="Karla Niemand").content.decode()
    assert "Wir finden den Namen nicht" in page
    assert "An diesen Stellen" not in page


def test_who_answers_a_request_looks_for_the_name_first(editor, issue):
    row = requests.create("Anna Probe", "Seite 1", uuid4(), name="Anna Probe", email="anna@example.org")
    page = editor.get(reverse("admin:newspaper_removalrequest_change", args=[row.pk])).content.decode()
    assert 0 < page.find("Nachsehen, wo der Name steht") < page.find("Worum gebeten wird")


def test_a_single_name_would_hide_others_too(editor, issue):
    assert "Vornamen und Nachnamen" in search(editor, term="Probe").content.decode()


def test_a_name_in_all_later_issues_is_not_left_at_one_place(editor, issue):
    [first, *_others] = ticked(search(editor))
    page = editor.post(ADD, {**NAME, "do": "hide", "stelle": [first]})
    assert "fehlt das Häkchen" in page.content.decode()
    assert not HiddenTerm.objects.exists()


def test_a_whole_page_is_hidden_and_its_neighbour_stays(editor, issue, client):
    sent = {"issue": issue.pk, "page_number": 1, "reason": "privacy"}
    assert editor.post(PAGE, {**sent, "do": "look"}).context["page"].number == 1
    editor.post(PAGE, {**sent, "do": "hide"})
    client.logout()
    assert "Diese Seite zeigen wir nicht" in client.get("/zeitung/2026/3/seite/1/").content.decode()
    assert "steht niemand" in client.get("/zeitung/2026/3/seite/2/").content.decode()


def test_a_passage_is_refused_without_words(editor, issue):
    page = editor.post(PASSAGE, {"issue": issue.pk, "page_number": 1, "reason": "wrong", "do": "hide"})
    assert page.status_code == 200
    assert not HiddenTerm.objects.exists()


@pytest.mark.parametrize("address", [ADD, PASSAGE, PAGE])
def test_only_the_newspaper_and_the_lead_hide(client, house, django_user_model, address):
    client.force_login(django_user_model.objects.create_user("fremd", password="x", is_staff=True))
    assert client.get(address).status_code == 403
