"""Forms that are open while something happens at the desk: saving them writes only what was edited."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from library.circulation import copies
from library.circulation.desk import desk
from library.circulation.patrons import patrons
from library.models import Loan
from tests.support.browser.browser_forms import form_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_desk(django_user_model):
    """Return a desk of another volunteer."""
    return desk.create_desk(django_user_model.objects.create_user("andere", is_staff=True))


def _open(client, name, row):
    address = reverse(f"admin:library_{name}_change", args=[row.pk])
    return address, form_on(client.get(address), f"{name}_form")


def _lend(own, patron, copy):
    desk.open_card(own, patron)
    assert desk.process_copy(own, copy)[0].is_good


@pytest.mark.parametrize("name", ["copy", "title"])
@pytest.mark.parametrize("then", ["lent", "repair", "withdrawn", "found"])
def test_a_copy_stays_as_the_desk_has_made_it(opening_hours, volunteer, other_desk, make_copy, make_patron, name, then):
    copy = make_copy(shelf="Roman K", state="lost" if then == "found" else "in_use")
    address, form = _open(volunteer, name, copy if name == "copy" else copy.title)
    if then == "lent":
        _lend(other_desk, make_patron(), copy)
    elif then == "found":
        desk.process_copy(other_desk, copy)
    else:
        {"repair": copies.send_to_repair, "withdrawn": copies.withdraw}[then](copy)
    shelf = "shelf" if name == "copy" else "copies-0-shelf"
    saved = volunteer.post(address, {**form, shelf: "Krimi"})
    assert saved.status_code == 302
    copy.refresh_from_db()
    assert copy.shelf == "Krimi"
    assert copy.state == {"lent": "in_use", "found": "in_use"}.get(then, then)
    assert (copy.withdrawn_on is None) == (then != "withdrawn")
    assert Loan.objects.open().filter(copy=copy).exists() == (then == "lent")


def test_what_is_edited_in_both_places_is_asked_about(volunteer, make_copy):
    copy = make_copy()
    address, form = _open(volunteer, "copy", copy)
    copies.send_to_repair(copy, "Teile fehlen")
    confirmation = volunteer.post(address, {**form, "condition": "Fleck"})
    assert confirmation.status_code == 200 and "Teile fehlen" in confirmation.content.decode()
    copy.refresh_from_db()
    assert (copy.state, copy.condition) == ("repair", "Teile fehlen")


def test_a_new_pin_and_the_end_of_a_membership_stay(volunteer, make_patron):
    patron = make_patron()
    address, form = _open(volunteer, "patron", patron)
    pin = patrons.reset_pin(patron)
    patrons.end(patron)
    assert volunteer.post(address, {**form, "name": "Frau Muster"}).status_code == 302
    patron.refresh_from_db()
    assert patron.name == "Frau Muster" and check_password(pin, patron.pin_hash) and patron.ended_on


@pytest.mark.parametrize("name", ["copy", "hold"])
def test_titles_are_locked_before_copies_and_holds(volunteer, make_copy, reserve, name):
    """The desk locks in this order: another one would let a form and a scan wait for each other."""
    copy = make_copy(shelf="Roman K")
    row = copy if name == "copy" else reserve(copy.title)
    address, form = _open(volunteer, name, row)
    with CaptureQueriesContext(connection) as queries:
        volunteer.post(address, form)
    locks = [re.match(r'SELECT "library_(title|copy|hold)"."id" AS', query["sql"]) for query in queries]
    assert [found[1] for found in locks if found][:2] == ["title", name]
