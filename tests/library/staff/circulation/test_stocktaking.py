"""The pages of stock-taking."""

from datetime import timedelta

import pytest

from kasch_site.common import clock
from library.circulation.loans import loans
from library.models import Card, Copy, Stocktake, StocktakeScan, numbers

pytestmark = pytest.mark.django_db
LIST = "/admin/library/stocktake/"


@pytest.fixture
def page(volunteer):
    """Return the address of a stock-taking."""
    return volunteer.post(LIST, {"shelf": ""}).url


def test_without_javascript_each_scan_is_a_form(volunteer, page, make_copy):
    text = volunteer.post(page, {"scan": make_copy().number, "shelf": ""}).content.decode()
    assert "1 Buch gescannt" in text and "Krabat" in text


def test_the_short_number_of_a_label_counts_as_at_the_desk(volunteer, page, make_copy):
    copy = make_copy()
    for entered in (str(int(copy.number[1:-1])), copy.number):
        text = volunteer.post(page, {"scan": entered}).content.decode()
        assert "1 Buch gescannt" in text and "gibt es nicht" not in text
    assert StocktakeScan.objects.get().copy == copy


@pytest.mark.parametrize(
    ("entered", "says"),
    [
        ("card", "Das ist ein Leseausweis"),
        ("12345678", "Nicht zu lesen"),
        ("Krabat 7", "Nicht zu lesen"),
        ("9783401600109", "Strichcode vom Verlag"),
        ("77", "diese Nummer gibt es nicht"),
    ],
)
def test_an_unknown_number_is_reported_and_not_counted(volunteer, page, make_copy, make_patron, entered, says):
    patron, copy = make_patron(), make_copy()
    entered = Card.objects.get(patron=patron).number if entered == "card" else entered
    text = volunteer.post(page, {"kept": f"{entered}\t\t\n{copy.number}\t\t"}).content.decode()
    assert says in text and "1 Buch gescannt" in text


def test_scans_of_an_offline_phone_are_stored_later(volunteer, page, make_copy):
    first, second = make_copy(shelf="A"), make_copy(shelf="A")
    earlier = clock.now() - timedelta(minutes=5)
    lines = [f"{first.number}\tA\t{earlier.isoformat()}", f"{second.number}\tB\tgestern", "Unfug", "\t\t"]
    for _twice in range(2):
        volunteer.post(page, {"scan": "", "kept": "\n".join(lines)})
    assert StocktakeScan.objects.count() == 2
    scan = StocktakeScan.objects.get(copy=first)
    assert (scan.shelf, scan.scanned_at) == ("A", earlier)


def test_a_clock_that_is_ahead_does_not_win(volunteer, page, make_copy):
    copy, ahead = make_copy(), clock.now() + timedelta(days=1)
    volunteer.post(page, {"kept": f"{copy.number}\t\t{ahead.isoformat()}"})
    assert StocktakeScan.objects.get().scanned_at <= clock.now()


def test_applying_asks_first(volunteer, page, make_copy):
    copy = make_copy()
    result = page.replace("change", "ergebnis")
    assert "Nicht gescannt: 1" in volunteer.get(result).content.decode()
    assert "Wirklich übernehmen?" in volunteer.post(result, {"do": "ask"}).content.decode()
    copy.refresh_from_db()
    assert copy.state == Copy.State.IN_USE
    assert volunteer.post(result, {"do": "apply"}).url == result
    copy.refresh_from_db()
    assert copy.state == Copy.State.LOST
    assert volunteer.post(page, {"scan": copy.number}).url == result


def test_stocktakes_require_the_library_role(client, django_user_model):
    stocktake = Stocktake.objects.create(begun_at=clock.now())
    client.force_login(django_user_model.objects.create_user("wer", is_staff=True))
    for address in (LIST, f"{LIST}{stocktake.pk}/change/", f"{LIST}{stocktake.pk}/ergebnis/"):
        assert client.get(address).status_code == client.post(address).status_code == 403


@pytest.mark.parametrize(
    ("data", "says"),
    [({"shelf": "Roman X"}, "In diesem Regal steht nichts"), ({"shelf": "A" * 90}, "In diesem Regal"), ({}, "alles")],
)
def test_a_shelf_that_is_not_there_begins_nothing(volunteer, make_copy, data, says):
    make_copy(shelf="Roman K")
    make_copy(shelf="Roman X", state=Copy.State.WITHDRAWN, withdrawn_on=clock.today())
    response = volunteer.post(LIST, data)
    assert response.status_code == 200 and says in response.content.decode()
    assert not Stocktake.objects.exists()


def test_a_stocktake_covers_a_shelf_or_everything(volunteer, make_copy):
    make_copy(shelf="Roman K")
    for shelf in ("Roman K", ""):
        assert volunteer.post(LIST, {"shelf": shelf}).status_code == 302
    assert set(Stocktake.objects.values_list("shelf", flat=True)) == {"Roman K", ""}


def test_the_result_stays_to_read_and_print_after_it_was_applied(
    opening_hours, volunteer, page, make_copy, make_title, make_patron, reserve
):
    missing, wrong = make_copy(make_title("Momo"), shelf="A"), make_copy(make_title("Krabat"), shelf="A")
    lent = make_copy(make_title("Tschick"), shelf="B")
    loans.lend(lent, make_patron())
    hold = reserve(lent.title)
    make_copy(make_title("Der Turm"), shelf="B")
    lines = [f"{wrong.number}\tB\t", f"{lent.number}\tB\t", f"{numbers.number_of('2', 4)}\tB\t", "20000777\t\t"]
    volunteer.post(page, {"kept": "\n".join(lines)})
    result = page.replace("change", "ergebnis")
    volunteer.post(result, {"do": "apply"})
    Copy.objects.filter(pk=wrong.pk).update(shelf="B")  # somebody has put it right
    text = volunteer.get(result).content.decode()
    for part in ("Nicht gescannt: 1", "Momo", "Ausgeliehen und trotzdem hier: 1", "Tschick", "Im falschen Regal: 1"):
        assert part in text
    assert "1 Buch steht richtig" in text and "data-print" in text and "Übernommen am" in text
    hold.refresh_from_db()
    assert hold.state == "ready" and "Bitte jetzt zurücklegen: 1" in text and hold.spelled_code in text
    assert 'value="apply"' not in text
    assert result in volunteer.get(LIST).content.decode()
    missing.refresh_from_db()
    assert missing.state == Copy.State.LOST
