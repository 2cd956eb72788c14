"""Whoever saves over somebody else's newer saving is told, loses nothing, and may do it on purpose."""

import pytest
from django.test import Client

from events.models import Event
from kasch_site.accounts.models import User
from kasch_site.pages.models import Page
from tests.support.markup import parse

NO_DATES = {
    f"{name}-{key}": 0
    for name in ("series", "occurrences", "registration_settings")
    for key in ("TOTAL_FORMS", "INITIAL_FORMS")
}


@pytest.fixture
def staff(db):
    """Two browsers, of Ada and of Erika."""
    people = [
        User.objects.create_superuser(name.lower(), password="x", first_name=name, last_name="Muster")
        for name in ("Ada", "Erika")
    ]
    browsers = [Client(), Client()]
    for browser, person in zip(browsers, people, strict=True):
        browser.force_login(person)
    return browsers


@pytest.fixture
def page(house):
    return Page.objects.create(title="Über uns", slug="ueber-uns")


def address_of(record):
    return f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"


def form_of(response):
    """What a browser would send: the fields of the form, each filled in as it is shown."""
    document = parse(response)
    fields = document.all("input") + document.all("textarea")
    values = {each["name"]: each.get("value", "") or each.text for each in fields if each.get("name")}
    boxes = {each["name"] for each in document.all("input") if each.get("type") in ("checkbox", "submit", "radio")}
    return {name: value for name, value in values.items() if name not in boxes}


ANSWERS = {"status": "draft", "language": "de", "menu": "none", "order": 0, "role": ""}


def test_the_second_to_save_is_told_and_keeps_what_was_typed(staff, page):
    ada, erika = staff
    address = address_of(page)
    opened = {**form_of(erika.get(address)), **ANSWERS}
    assert ada.post(address, {**form_of(ada.get(address)), **ANSWERS, "title": "Wer wir sind"}).status_code == 302
    response = erika.post(address, {**opened, "title": "Das Haus"})
    assert response.status_code == 200
    shown = parse(response)
    assert "Ada Muster hat das hier inzwischen geändert" in shown.one(class_="error-summary").text
    assert "Titel" in shown.one(class_="error-summary").text
    page.refresh_from_db()
    assert page.title == "Wer wir sind"
    again = {**form_of(response), **ANSWERS}
    assert again["title"] == "Das Haus"
    assert erika.post(address, again).status_code == 302
    page.refresh_from_db()
    assert page.title == "Das Haus"


def test_a_third_saving_meanwhile_asks_again(staff, page):
    ada, erika = staff
    address = address_of(page)
    opened = {**form_of(erika.get(address)), **ANSWERS, "title": "Das Haus"}
    for title in ("Eins", "Zwei"):
        ada.post(address, {**form_of(ada.get(address)), **ANSWERS, "title": title})
        response = erika.post(address, opened)
        assert response.status_code == 200
        opened = {**form_of(response), **ANSWERS}
    assert erika.post(address, opened).status_code == 302


def test_one_alone_is_never_asked(staff, page):
    ada, _erika = staff
    address = address_of(page)
    opened = {**form_of(ada.get(address)), **ANSWERS}
    for title in ("Eins", "Zwei"):
        assert ada.post(address, {**opened, "title": title}).status_code == 302


def test_an_event_with_the_page_that_asks(staff, house):
    """What asks before saving carries the state along."""
    ada, erika = staff
    event = Event.objects.create(title="Chor", slug="chor", status="published")
    address = address_of(event)
    answers = {**NO_DATES, "status": "draft", "cost": "free", "sign_up": "none"}
    opened = {**form_of(erika.get(address)), **answers, "title": "Singen"}
    for_all = {**form_of(ada.get(address)), **answers, "title": "Großer Chor", "_confirmed": "1"}
    assert ada.post(address, for_all).status_code == 302
    response = erika.post(address, opened)
    assert "Ada Muster hat das hier inzwischen geändert" in response.content.decode()
    event.refresh_from_db()
    assert event.title == "Großer Chor"


@pytest.mark.parametrize("seen", ["", "abc", "-1", "9" * 5000, "٣"])
def test_odd_words_in_the_hidden_field_break_nothing(staff, page, seen):
    ada, _erika = staff
    answers = {**form_of(ada.get(address_of(page))), **ANSWERS, "_newest_log_entry": seen, "title": "X"}
    assert ada.post(address_of(page), answers).status_code == 302
