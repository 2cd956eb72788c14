"""Notices in the admin."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group as Role
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS
from kasch_site.home.admin import NoticeForm
from kasch_site.home.models import Notice

TODAY = date(2026, 12, 1)
FIELDS = {"title": "Handschuh gefunden", "text": "Er liegt am Empfang.", "from_day": TODAY, "until_day": TODAY}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(datetime(2026, 12, 1, 10, 30, tzinfo=ZoneInfo("Europe/Berlin")))


@pytest.fixture
def editor(house, client):
    user = User.objects.create_user("erika", password="ein-langes-passwort", is_staff=True)
    user.groups.add(Role.objects.get(name=EDITORS))
    client.force_login(user)
    return client


def create_notice(title, *, since=0, until=7, **more):
    days = {"from_day": TODAY + timedelta(days=since), "until_day": TODAY + timedelta(days=until)}
    return Notice.objects.create(title=title, text="Text", **days, **more)


def test_a_notice_of_an_editor_is_shown_on_the_start_page(editor):
    button = f'href="{reverse("admin:home_notice_add")}">Aushang schreiben'
    assert button in editor.get(reverse("admin:index")).content.decode()
    response = editor.post(reverse("admin:home_notice_add"), FIELDS, follow=True)
    assert response.status_code == 200
    assert "Handschuh gefunden" in editor.get("/").content.decode()


def test_the_list_shows_current_and_coming_notices(editor):
    create_notice("Sommerfest", since=-60, until=-1)
    create_notice("Blutspende", since=10, until=20)
    create_notice("Handschuh")
    address = reverse("admin:home_notice_changelist")
    shown = editor.get(address).content.decode()
    assert "Blutspende" in shown
    assert "hängt ab Fr, 11. Dezember 2026" in shown
    assert "Handschuh" in shown
    assert "Sommerfest" not in shown
    past = editor.get(address, {"zeit": "vorbei"}).content.decode()
    assert "Sommerfest" in past
    assert "Handschuh" not in past
    assert "Sommerfest" in editor.get(address, {"zeit": "alle"}).content.decode()


def test_the_last_day_cannot_precede_the_first(db):
    form = NoticeForm({**FIELDS, "until_day": TODAY - timedelta(days=1)})
    assert not form.is_valid()
    assert "vor dem ersten" in form.errors["until_day"][0]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "//fremd.example",
        "kontakt",
        "data:text/html,x",
        # Browsers read a backslash as a slash, and read over tabs and line breaks.
        "/\\fremd.example",
        "\\\\fremd.example",
        "/\t/fremd.example",
        "/\n/fremd.example",
        "/\r\\fremd.example",
        "/kontakt/\\fremd.example",
        "https://fremd.example\t",
        "java\nscript:alert(1)",
    ],
)
def test_an_invalid_link_is_refused(db, link):
    assert "link" in NoticeForm({**FIELDS, "link": link + "x"}).errors


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("/kontakt/", "/kontakt/"),
        ("https://example.org/", "https://example.org/"),
        ("www.example.org", "https://www.example.org"),
        ("tel:+49123456", "tel:+49123456"),
    ],
)
def test_links_are_accepted_as_people_type_them(db, typed, kept):
    form = NoticeForm({**FIELDS, "link": typed})
    assert form.is_valid()
    assert form.cleaned_data["link"] == kept
