"""Another house: pages contain only data from its files, and nothing of the first house."""

import re
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from events.models import Occurrence
from kasch_site.home.models import Notice
from kasch_site.house.models import PublicHoliday
from tests.conftest import DEMO_TIME
from tests.support.browser.text_browser import Browser, address_in, times_on, words_of_mail
from tests.support.database.recorded import replay
from tests.support.files.plan_reader import plan_text
from tests.support.files.stored_files import copied_roots
from tests.support.guards import first_house
from tests.support.guards.first_house import found_in
from tests.support.guards.own_code import ROOT
from tests.support.pages.public_pages import public_paths

pytestmark = pytest.mark.pages

FOLDER = ROOT / "tests" / "second_house"
FILES = ("kalender.ics", "neues.atom", "2026/12/plan.pdf", "deichwanderung/kalender.ics")


@pytest.fixture(scope="module")
def recorded_second_house(record_house, tmp_path_factory):
    """Return the rows and the file folder of the second house."""
    folder = tmp_path_factory.mktemp("second-house")
    return record_house(folder, folder=FOLDER), folder


@pytest.fixture
def second_house(recorded_second_house, db, time_machine, settings, tmp_path):
    """Restore the second house, on a Tuesday at half past ten in December; return a function to advance the clock."""
    rows, folder = recorded_second_house
    for name, root in copied_roots(folder, tmp_path).items():
        setattr(settings, name, root)
    time_machine.move_to(DEMO_TIME)
    replay(rows)
    return time_machine.shift


@pytest.fixture
def somebody(second_house):
    """Return the browser of a visitor."""
    return Browser(second_house)


def letters():
    """Run waiting jobs; return the mails as their recipients see them."""
    call_command("work", once=True, verbosity=0)
    return [words_of_mail(sent) for sent in mail.outbox]


def test_every_public_page_names_only_the_second_house(second_house, client):
    paths = public_paths()
    assert len(paths) > 30
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        assert found_in(response.content.decode()) == [], path


def test_the_name_of_the_house_is_on_its_pages(second_house, client):
    for path in ("/", "/kontakt/", "/heute/", "/veranstaltungen/", "/impressum/"):
        assert "Beispielhaus am Deich" in client.get(path).content.decode(), path


@pytest.mark.parametrize("file", FILES)
def test_plan_and_feeds_name_only_the_second_house(second_house, client, file):
    response = client.get(f"/veranstaltungen/{file}")
    assert response.status_code == 200
    text = plan_text(response.content) if file.endswith(".pdf") else response.content.decode()
    assert "Deich" in text
    assert found_in(text) == []


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml"])
def test_structured_data_names_only_the_second_house(second_house, client, path):
    assert found_in(client.get(path).content.decode()) == []


def test_the_mails_about_a_registration_name_only_the_second_house(somebody):
    page = somebody.follow(somebody.get("/veranstaltungen/deichwanderung/"), "Anmelden")
    filled = {"Wie heißen Sie?": "Frau Weber", "Wie erreichen wir Sie?": "weber@example.org"}
    mine = somebody.fill(page, filled, "Anmelden")
    [letter] = letters()
    mine = somebody.get(address_in(mail.outbox[0], "/anmeldung/"))
    left = somebody.press(somebody.follow(mine, "Abmelden"), "Ja, ")
    seen = [page.text, mine.text, left.text, *letters()]
    assert "Beispielhaus" in letter
    assert "website@deich.example" in letter
    assert len(seen) == 5
    assert [found_in(text) for text in seen] == [[]] * 5


def test_the_mails_about_a_booking_name_only_the_second_house(somebody):
    page = somebody.follow(somebody.follow(somebody.get("/beratung/"), "Rente"), "Termin wählen")
    details = somebody.press(page, times_on(page)[0])
    filled = {"Wie heißen Sie?": "Frau Weber", "E-Mail": "weber@example.org"}
    booked = somebody.press(somebody.fill(details, filled, "Weiter"), "Termin buchen")
    [letter] = letters()
    left = somebody.press(somebody.follow(somebody.get(booked.address), "Absagen"), "Ja, absagen")
    seen = [page.text, details.text, booked.text, left.text, *letters()]
    assert "04999 12 30" in letter
    assert "website@deich.example" in letter
    assert len(seen) == 6
    assert [found_in(text) for text in seen] == [[]] * 6


@pytest.mark.parametrize("role", ["leitung", "redaktion", "empfang", "beratung"])
def test_staff_of_each_role_see_only_the_second_house(second_house, role):
    staff = Client()
    staff.force_login(get_user_model().objects.get(username=f"{role}-demo"))
    response = staff.get(reverse("admin:index"))
    assert response.status_code == 200
    links = set(re.findall(r'href="(/admin/[^"?#]*)"', response.content.decode())) - {"/admin/logout/"}
    assert len(links) > 3
    for path in sorted({reverse("admin:index"), *links}):
        assert found_in(staff.get(path).content.decode()) == [], path


def test_the_public_holidays_are_those_of_its_state(second_house):
    assert not PublicHoliday.objects.filter(name="Buß- und Bettag").exists()
    assert not PublicHoliday.objects.filter(first_day=date(2027, 11, 17)).exists()
    assert PublicHoliday.objects.filter(name="Reformationstag", first_day=date(2027, 10, 31)).exists()
    assert Occurrence.objects.planned().filter(event__slug="mittwochsrunde", slot=date(2027, 11, 17)).exists()


def test_the_same_day_is_a_holiday_in_the_first_house(demo_house):
    assert PublicHoliday.objects.filter(name="Buß- und Bettag", first_day=date(2027, 11, 17)).exists()


def test_a_form_error_names_only_the_second_house(second_house):
    staff = Client()
    staff.force_login(get_user_model().objects.get(username="leitung-demo"))
    response = staff.post(reverse("admin:house_contactperson_add"), {"name": "Frau Weber", "phone": "im Büro"})
    assert "Bitte schreiben Sie die Nummer so" in response.content.decode()
    assert found_in(response.content.decode()) == []


def test_names_of_the_first_house_are_detected(demo_house, client):
    for path in ("/", "/kontakt/", "/impressum/", "/stadtteilzeitung/"):
        assert len(found_in(client.get(path).content.decode())) > 3, path
    missing, shown_nowhere = set(first_house.WORDS), {first_house.RECORDS["house"]["sender_email"]}
    for path in public_paths():
        missing -= set(found_in(client.get(path).content.decode()))
        if missing == shown_nowhere:
            break
    assert missing == shown_nowhere


def test_a_name_of_the_first_house_in_the_files_of_the_second_is_detected(second_house, client):
    Notice.objects.update(text="Fragen Sie in der Leipziger Straße.")
    assert found_in(client.get("/").content.decode()) == ["Leipziger", "Leipziger Straße"]
