"""The swap shelf, and "Ich suche …" without an account."""

import re
from datetime import timedelta

import pytest

from kasch_site.common import clock
from kasch_site.common.forms import guard
from library.circulation import copies, purchase_requests
from library.circulation.purchase_requests import LONGEST_SEARCH
from library.models import PurchaseRequest, SwapItem

pytestmark = pytest.mark.django_db
ASK = "/bibliothek/ich-suche/"


@pytest.fixture
def send(client, house, advance):
    """Return a function that fills in the form and sends it."""

    def fill_in(**form_data):
        page = client.get(ASK).content.decode()
        token = re.search(rf'name="{guard.TOKEN}" value="([^"]+)"', page)[1]
        advance(timedelta(seconds=10))
        answers = {"text": "Krabat", "name": "Frau Sucht", "contact": "s@example.org"}
        ends_on = (clock.today() + timedelta(days=60)).isoformat()
        return client.post(ASK, {guard.TOKEN: token, "ends_on": ends_on, **answers, **form_data})

    return fill_in


def test_the_swap_shelf_shows_its_items(client, house):
    today = clock.today()
    SwapItem.objects.create(text="Brockhaus", came_on=today)
    SwapItem.objects.create(text="Weg", came_on=today, gone_on=today)
    page = client.get("/bibliothek/tauschregal/").content.decode()
    assert "Brockhaus" in page and "Weg <" not in page


def test_a_purchase_request_has_its_own_page_and_can_be_ended(client, send):
    address = send()["Location"]
    page = client.get(address).content.decode()
    wish = PurchaseRequest.objects.get()
    assert "Krabat" in page and str(wish) in page
    assert "Nicht mehr suchen?" in client.get(f"{address}beenden/").content.decode()
    client.post(f"{address}beenden/")
    assert PurchaseRequest.objects.get().state == "ended"
    assert "Beendet" in client.get(address).content.decode()


def test_a_purchase_request_is_found_by_its_code(client, send):
    send()
    wish = PurchaseRequest.objects.get()
    response = client.post("/bibliothek/meine/", {"code": str(wish), "letters": "Suc"})
    assert "Krabat" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("days", [-1, LONGEST_SEARCH.days + 1])
def test_a_day_in_the_past_or_too_far_away_is_refused_and_keeps_what_was_typed(send, days):
    response = send(ends_on=(clock.today() + timedelta(days=days)).isoformat(), text="Krabat, gebunden")
    assert response.status_code == 422 and "Krabat, gebunden" in response.content.decode()
    assert not PurchaseRequest.objects.exists()


@pytest.mark.parametrize("days", [0, LONGEST_SEARCH.days])
def test_today_and_the_last_day_are_taken(send, days):
    assert send(ends_on=(clock.today() + timedelta(days=days)).isoformat()).status_code == 302


def test_the_page_of_a_purchase_request_states_where_the_book_was_found(client, send, make_title):
    address = send()["Location"]
    item = SwapItem.objects.create(text="Krabat, gebunden", came_on=clock.today())
    purchase_requests.notify_requesters(item)
    page = client.get(address).content.decode()
    assert "Es steht im Tauschregal" in page and "Krabat, gebunden" in page
    item.delete()
    page = client.get(address).content.decode()
    assert "Es ist da" in page and "Tauschregal:" not in page


def test_the_page_of_a_purchase_request_links_to_the_title_while_it_is_public(client, send, make_title, make_copy):
    address = send()["Location"]
    title = make_title("Krabat")
    copy = make_copy(title)
    purchase_requests.notify_requesters(title)
    assert f"/bibliothek/titel/{title.pk}/" in client.get(address).content.decode()
    copies.withdraw(copy)
    assert f"/bibliothek/titel/{title.pk}/" not in client.get(address).content.decode()
