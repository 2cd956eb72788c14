"""Fixtures for inquiries: a house with two rooms, a responsible person, calendar entries."""

import uuid
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group as Role

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common.sections import Entry
from kasch_site.house.models import ContactPerson, OpeningHours, Room
from kasch_site.inquiries import intake, occupancy
from kasch_site.inquiries.models import Kind, Responsibility
from tests.support.browser.markup import parse

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)  # a Tuesday


@pytest.fixture
def rooms_of_house(house):
    """Return the rooms by name."""
    facts = [("Café", "Erdgeschoss", True, 40), ("Saal", "", False, None)]
    made = [
        Room.objects.create(name=name, floor=floor, is_step_free=free, places=places, order=order)
        for order, (name, floor, free, places) in enumerate(facts)
    ]
    return {room.name: room for room in made}


@pytest.fixture
def cafe(rooms_of_house):
    return rooms_of_house["Café"]


@pytest.fixture
def noon(time_machine):
    """Freeze the clock at noon (UTC) on a Tuesday; return that time."""
    time_machine.move_to(NOON, tick=False)
    return NOON


@pytest.fixture
def opening_hours(house):
    """Create opening hours from Monday to Thursday."""
    for weekday in range(4):
        OpeningHours.objects.create(weekday=weekday, opens=time(9), closes=time(18))


@pytest.fixture
def bertha(house):
    """Return a person responsible for both kinds of inquiry within three days, with a mail address."""
    person = ContactPerson.objects.create(name="Bertha Beispiel", role="Büro", email="bertha@example.org")
    for kind in Kind:
        Responsibility.objects.create(kind=kind, person=person, working_days=3)
    return person


@pytest.fixture
def planned(monkeypatch):
    """Return a function that adds an entry to the calendar of all sections."""
    calendar = []
    monkeypatch.setattr(
        occupancy, "entries", lambda start, end: [entry for entry in calendar if entry.overlaps(start, end)]
    )

    def plan(room, start, end, **fields):
        zone = ZoneInfo("Europe/Berlin")
        start, end = (datetime.fromisoformat(moment).replace(tzinfo=zone) for moment in (start, end))
        fields = {"room_id": room.pk, "changed_at": start, **fields}
        calendar.append(Entry(f"toys:{len(calendar)}", "Treff", start, end, "/", "toys", **fields))

    return plan


@pytest.fixture
def store_request(cafe):
    """Return a function that stores a request for the café, with other field values if given."""

    def ask(**fields):
        usual = {
            "message_id": uuid.uuid4(), "room": cafe, "day": None, "when": "15 bis 18 Uhr", "people": 12,
            "description": "Geburtstag feiern", "name": "Ada Lovelace", "email": "ada@example.org",
        }  # fmt: skip
        if "phone" in fields:
            usual.pop("email")
        return intake.request_room(**{**usual, **fields})

    return ask


@pytest.fixture
def open_form(client, house, time_machine, noon):
    """Return a function that returns the data of a form, ten seconds after it was rendered."""

    def open_it(address):
        page = parse(client.get(address))
        time_machine.shift(timedelta(seconds=10))
        form = next(candidate for candidate in page.all("form") if candidate.get("method") == "post")
        controls = [control for control in form.all("input") if control.get("type") not in ("radio", "checkbox")]
        sent = {field["name"]: field.get("value", "") for field in [*controls, *form.all("textarea")]}
        chosen = [ticked for ticked in form.all("input") if "checked" in ticked.attrs]
        return {**sent, **{ticked["name"]: ticked.get("value", "") for ticked in chosen}}

    return open_it


@pytest.fixture
def member(client, house):
    """Return a function that logs in a member of staff."""

    def log_in(role=EDITORS):
        user = User.objects.create_user(role.lower(), is_staff=True, first_name="Erika", last_name=role)
        user.groups.add(Role.objects.get(name=role))
        client.force_login(user)
        return user

    return log_in


@pytest.fixture
def lead(member):
    return member(LEAD)


@pytest.fixture
def editor(member):
    return member(EDITORS)
