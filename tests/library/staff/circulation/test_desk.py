"""The page of the desk."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from kasch_site.common import clock
from library.circulation.desk import desk
from library.circulation.loans import loans
from library.models import Card, Desk, DeskLine, LendingRules, Loan

pytestmark = pytest.mark.django_db
URL = "/admin/library/desk/"


@pytest.fixture
def scan(volunteer):
    """Return a function that scans something and returns the page that follows."""
    return lambda entered: _text(volunteer.post(URL, {"scan": getattr(entered, "number", entered)}, follow=True))


@pytest.fixture
def press(volunteer):
    """Return a function that presses a button and returns the page that follows."""
    return lambda do: _text(volunteer.post(URL, {"do": do}, follow=True))


def _text(response):
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return response.content.decode()


def card_of(patron):
    return Card.objects.valid().get(patron=patron)


def test_the_notice_after_a_scan_has_title_and_day(opening_hours, scan, make_patron, make_copy):
    page = scan(card_of(make_patron()))
    assert "Die Karte ist offen" in page
    page = scan(make_copy())
    assert "Ausgeliehen: Krabat" in page
    assert "bis Dienstag, 22. Dezember, an Frau Beispiel" in page
    assert 'data-sound="yes"' in page


def test_looking_at_the_desk_writes_nothing(volunteer):
    assert volunteer.get(URL).status_code == 200
    assert not Desk.objects.exists()


def test_nothing_personal_is_in_an_address(volunteer, make_patron):
    patron = make_patron("Frau Geheimrat")
    response = volunteer.post(URL, {"scan": "Geheimrat"}, follow=True)
    assert "Frau Geheimrat" in response.content.decode()
    response = volunteer.post(URL, {"do": f"open:{patron.pk}"}, follow=True)
    assert all("Geheimrat" not in address for address, _status in response.redirect_chain)
    assert "<title>Karte offen" in response.content.decode()


def test_reloading_lends_and_returns_nothing(volunteer, scan, make_patron, make_copy):
    scan(card_of(make_patron()))
    scan(make_copy())
    assert volunteer.get(URL).status_code == 200
    assert (Loan.objects.open().count(), DeskLine.objects.count()) == (1, 1)


def test_pressing_twice_shows_the_first_outcome_again(opening_hours, scan, press, make_patron, make_copy):
    patron = make_patron()
    loans.lend(make_copy(), patron)
    scan(card_of(patron))
    for _twice in range(2):
        assert "Verlängert: Krabat" in press("renew_all:")


def test_a_book_after_the_card_was_closed_is_always_answered(scan, press, make_patron, make_copy):
    copy = make_copy()
    scan(card_of(make_patron()))
    scan(copy)
    for _twice in range(2):
        press("finish")
        assert "Zurückgegeben: Krabat" in scan(copy)


def test_an_unknown_isbn_and_a_short_number_are_not_called_a_name(scan):
    assert "Diese ISBN haben wir nicht." in scan("9783401600109")
    assert "Diese Nummer gibt es nicht." in scan("77")


def test_a_refusal_has_a_button_and_overruling_is_recorded_without_the_person(scan, press, make_patron, make_copy):
    LendingRules.objects.create(max_loans=1)
    copy = make_copy()
    scan(card_of(make_patron()))
    scan(make_copy())
    page = scan(copy)
    assert "Trotzdem ausleihen" in page and 'data-sound="no"' in page
    assert "Ausgeliehen: Krabat" in press(f"lend_anyway:{copy.pk}")
    entry = LogEntry.objects.get()
    assert (entry.object_repr, "Beispiel" in entry.change_message) == (str(copy), False)
    assert "trotzdem ausgeliehen" in entry.change_message


def test_a_returned_reserved_copy_names_the_person(scan, make_copy, reserve):
    copy = make_copy()
    hold = reserve(copy.title)
    page = scan(copy)
    assert "Bitte zurücklegen für Herrn Muster" in page
    assert hold.spelled_code in page


def test_parts_are_asked_for(scan, press, make_copy, make_title):
    copy = make_copy(make_title("Halma", parts="Spielplan, 4 Figuren"))
    assert "Sind alle 5 Teile da: Spielplan, 4 Figuren?" in scan(copy)
    press(f"parts_missing:{copy.pk}")
    copy.refresh_from_db()
    assert (copy.state, copy.condition) == ("repair", "Teile fehlen")


def test_the_patron_of_the_open_card_is_shown(scan, make_patron, make_copy, make_title, reserve):
    patron = make_patron()
    Loan.objects.filter(pk=loans.lend(make_copy(make_title("Kochbuch Russisch")), patron).loan.pk).update(
        lent_at=clock.now() - timedelta(days=30), due_on=clock.today() - timedelta(days=2)
    )
    tschick = make_copy(make_title("Tschick"))
    loans.lend(tschick, make_patron("Herr Muster"))
    reserve(tschick.title, patron)
    page = scan(card_of(patron))
    for text in ("0 neue, 1 ältere", "Überfällig seit", "Kochbuch Russisch", "Tschick", "Platz 1"):
        assert text in page


def test_loans_of_the_patron_are_listed_by_due_date(opening_hours, scan, make_patron, make_copy, make_title):
    patron = make_patron()
    for number in range(10):
        loan = loans.lend(make_copy(make_title(f"Band {number}")), patron, overrules=True).loan
        Loan.objects.filter(pk=loan.pk).update(due_on=clock.today() + timedelta(days=20 - number))
    page = scan(card_of(patron))
    panel = page[page.index("desk-loans") :]
    assert panel.index("Band 9") < panel.index("Band 2") and "Band 1<" not in panel
    assert "und 2 weitere" in panel and panel.count("bis ") >= 8


def test_ready_holds_are_handed_out_with_one_button(opening_hours, scan, press, make_patron, make_copy, reserve):
    patron, copy = make_patron(), make_copy()
    reserve(copy.title, patron)
    scan(copy)
    page = scan(card_of(patron))
    assert "Liegt bereit:" in page and f'value="lend:{copy.pk}"' in page
    assert "Ausgeliehen: Krabat" in press(f"lend:{copy.pk}")
    assert Loan.objects.open().get().patron == patron


def test_handing_out_after_the_card_has_closed_takes_nothing_back(
    scan, press, make_patron, make_copy, reserve, advance
):
    patron, copy = make_patron(), make_copy()
    reserve(copy.title, patron)
    scan(copy)
    scan(card_of(patron))
    advance(timedelta(minutes=4))
    assert "Keine Karte offen" in press(f"lend:{copy.pk}")
    assert not Loan.objects.exists()


def test_a_card_that_has_ended_is_not_shown(volunteer, scan, make_patron, advance):
    scan(card_of(make_patron()))
    advance(desk.CARD_OPEN_TIME)
    page = volunteer.get(URL).content.decode()
    assert "Frau Beispiel" not in page
    assert "von selbst zugegangen" in page


def test_every_line_can_be_undone(scan, press, make_patron, make_copy):
    scan(card_of(make_patron()))
    scan(make_copy())
    line = DeskLine.objects.get()
    assert f'value="undo:{line.pk}"' in press("finish")
    assert "Rückgängig gemacht: Krabat" in press(f"undo:{line.pk}")
    assert not Loan.objects.exists()


def test_a_line_of_another_desk_is_not_undone_here(volunteer, make_copy, django_user_model):
    other = desk.create_desk(django_user_model.objects.create_user("andere", is_staff=True))
    desk.scan(other, make_copy().number)
    response = volunteer.post(URL, {"do": f"undo:{DeskLine.objects.get().pk}"})
    assert response.status_code == 404


@pytest.mark.parametrize("do", ["lend_anyway:", "take:9999999", "undo:x", "open:-1", "unfug", "renew:٣", "x" * 5000])
def test_buttons_that_were_not_shown_do_nothing(volunteer, do):
    assert volunteer.post(URL, {"do": do}).status_code in (302, 404)
    assert not DeskLine.objects.exists()


def test_the_slip_names_books_and_days_but_no_person(volunteer, scan, make_patron, make_copy):
    slip = reverse("admin:library_slip")
    assert volunteer.get(slip).status_code == 302
    scan(card_of(make_patron()))
    scan(make_copy())
    page = volunteer.get(slip).content.decode()
    assert "Krabat" in page and "Frau Beispiel" not in page


def test_only_the_library_opens_the_desk(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("wer", is_staff=True))
    assert client.get(URL).status_code == client.post(URL, {"scan": "x"}).status_code == 403


def test_the_query_count_is_constant(
    volunteer, scan, make_patron, make_copy, reserve, make_title, django_assert_max_num_queries
):
    patron = make_patron()
    scan(card_of(patron))
    for _book in range(4):
        scan(make_copy())
        expected = make_copy(make_title())
        reserve(expected.title, patron)
    with django_assert_max_num_queries(14):
        assert volunteer.get(URL).status_code == 200


def test_the_open_card_is_shown_and_closed_below_the_field(scan, make_patron):
    assert "desk-open" not in scan("")
    page = scan(card_of(make_patron()))
    part = page[page.index("desk-open") : page.index("desk-patron")]
    assert "Frau Beispiel" in part and 'value="finish"' in part
