"""The paper sheet in the administration."""

import re
from datetime import time

import pytest

from kasch_site.common import clock
from library.models import Loan

pytestmark = pytest.mark.django_db
SHEET, ENTRY = "/admin/library/desk/papier/", "/admin/library/desk/papier/eintragen/"


def _sheet(*lines, day=None, **more):
    data = {"day": (day or clock.today()).isoformat(), "form-TOTAL_FORMS": "20", "form-INITIAL_FORMS": "0", **more}
    for index, (at, card, copy) in enumerate(lines):
        data |= {f"form-{index}-time": at, f"form-{index}-card": card, f"form-{index}-copy": copy}
    return data


def test_the_sheet_is_printed(volunteer):
    assert "raus / zurück" in volunteer.get(SHEET).content.decode()


def test_first_it_is_shown_then_entered(volunteer, make_copy, make_patron):
    make_patron(), make_copy()
    data = _sheet(("9:10", "1", "1"), ("10.05", "", "1"))
    page = volunteer.post(ENTRY, data).content.decode()
    assert "Stimmt das so?" in page and "ausgeliehen bis" in page and "zurückgegeben" in page
    assert not Loan.objects.exists()
    for _twice in range(2):
        done = volunteer.post(ENTRY, {**data, "enter": "1"})
        assert "2 Zeilen vom" in done.content.decode() and "Krabat" in done.content.decode()
    loan, today = Loan.objects.get(), clock.today()
    assert (loan.lent_at, loan.returned_at) == (clock.local(today, time(9, 10)), clock.local(today, time(10, 5)))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("25:00", "", "1"), "Bitte so: 15:10"),
        (("9:10", "x1", "1"), "keine Ausweisnummer"),
        (("9:10", "", "12345678"), "keine Nummer eines Buches"),
        (("", "", "1"), "Zeit und Buch"),
        (("9:10", "", "77"), "Dieses Buch gibt es nicht"),
    ],
)
def test_a_wrong_line_shows_the_reason_and_nothing_is_entered(volunteer, make_copy, make_patron, line, says):
    make_patron(), make_copy()
    page = volunteer.post(ENTRY, _sheet(("9:00", "1", "1"), line, enter="1")).content.decode()
    assert says in page and 'value="9:00"' in page
    assert not Loan.objects.exists()


def test_only_the_library_enters_paper(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("wer", is_staff=True))
    assert client.get(SHEET).status_code == client.post(ENTRY, {}).status_code == 403


def test_the_result_of_a_line_begins_with_the_title_in_quotes(volunteer, make_copy, make_title):
    make_copy(make_title("Jetzt reicht's!"))
    page = volunteer.post(ENTRY, _sheet(("9:10", "77", "1"))).content.decode()
    assert page.index("„<bdi>Jetzt reicht&#x27;s!</bdi>“") < page.index("Diesen Ausweis gibt es nicht")


def test_after_entering_the_copies_to_put_aside_are_listed_with_persons(volunteer, make_copy, reserve):
    copy = make_copy()
    hold = reserve(copy.title)
    page = volunteer.post(ENTRY, _sheet(("9:10", "", "1"), enter="1")).content.decode()
    hold.refresh_from_db()
    assert hold.state == "ready"
    part = page[page.index("Bitte jetzt zurücklegen: 1") :]
    assert "Krabat" in part and "Herr Muster" in part and hold.spelled_code in part


def test_a_copy_lent_again_on_the_same_sheet_is_not_put_aside(volunteer, make_copy, make_patron, reserve):
    copy, patron = make_copy(), make_patron()
    reserve(copy.title, patron)
    page = volunteer.post(ENTRY, _sheet(("9:10", "", "1"), ("9:20", "1", "1"), enter="1")).content.decode()
    assert "2 Zeilen" in page and "zurücklegen" not in page


def test_the_paper_has_as_many_lines_as_the_page_to_enter_it(volunteer):
    sheet, entry = volunteer.get(SHEET).content.decode(), volunteer.get(ENTRY).content.decode()
    assert sheet.count("<tr><td>") == len(re.findall(r'name="form-\d+-time"', entry)) > 0
