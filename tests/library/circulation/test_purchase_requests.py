"""Purchase requests: noted, answered by a message, and ended."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from kasch_site.common import clock
from kasch_site.messaging.models import Message
from kasch_site.visitors.refusals import RequestRefused
from library.catalogue import copies, titles
from library.catalogue.records.record import Record
from library.circulation import copies as circulation_copies
from library.circulation import expiry, purchase_requests
from library.models import PurchaseRequest, SwapItem
from tests.support.browser.browser_forms import form_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchase_request(house):
    """Return a function that stores a purchase request."""

    def note(text, email="sucht@example.org", key=None, days=30):
        fields = {"text": text, "name": "Frau Sucht", "email": email, "ends_on": clock.today() + timedelta(days=days)}
        return purchase_requests.create(key or uuid4(), **fields)

    return note


@pytest.mark.parametrize(
    ("text", "is_matched"),
    [
        ("Krabat", True),
        ("krabat von Otfried Preußler", True),
        ("Preussler, Krabat", True),
        ("KRABAT!", True),
        ("das Buch Krabat bitte", True),
        ("Krabat auf Russisch", False),
        ("Krab", False),
        ("ein Buch", False),
        ("Räuber Hotzenplotz", False),
        ("…", False),
    ],
)
def test_a_purchase_request_matches_a_title_with_all_its_words(purchase_request, make_title, text, is_matched):
    request = purchase_request(text)
    title = make_title("Krabat", authors="Otfried Preußler")
    assert purchase_requests.matching(title) == ([request] if is_matched else [])


def test_persons_with_a_matching_request_are_notified_once(purchase_request, make_title, run_jobs, mailoutbox):
    request, other = purchase_request("Krabat"), purchase_request("Momo", "momo@example.org")
    assert purchase_requests.notify_requesters(make_title("Krabat")) == 1
    assert purchase_requests.notify_requesters(make_title("Krabat", subtitle="Hörspiel")) == 0
    run_jobs()
    request.refresh_from_db()
    other.refresh_from_db()
    assert (request.state, other.state) == ("found", "open")
    mails = [mail for mail in mailoutbox if "Das Gesuchte ist da" in mail.subject]
    assert len(mails) == 1 and "Krabat" not in mails[0].subject and "Krabat" in mails[0].body


def test_they_are_notified_when_the_title_is_added_with_a_copy(purchase_request, book_medium):
    request = purchase_request("Krabat Preußler")
    titles.add(Record(title="Krabat", authors="Otfried Preußler", copies=1), book_medium)
    request.refresh_from_db()
    assert request.state == "found"


def test_they_are_notified_when_a_hidden_title_is_published(
    purchase_request, make_title, make_copy, client, admin_user
):
    request, title = purchase_request("Krabat"), make_title("Krabat", is_hidden=True)
    make_copy(title)
    assert purchase_requests.notify_if_shown(title) == 0
    client.force_login(admin_user)
    address = reverse("admin:library_title_change", args=[title.pk])
    sent = form_on(client.get(address), "title_form")
    assert sent.pop("is_hidden")
    assert client.post(address, sent).status_code == 302
    title.refresh_from_db(), request.refresh_from_db()
    assert (title.is_hidden, request.state) == (False, "found")


def test_they_are_notified_when_a_title_gets_its_first_copy_or_one_is_back(purchase_request, make_title):
    request, title = purchase_request("Krabat"), make_title("Krabat")
    [copy] = copies.add(title)
    request.refresh_from_db()
    assert request.state == "found"
    circulation_copies.withdraw(copy)
    again = purchase_request("Krabat")
    circulation_copies.send_to_repair(copy)
    again.refresh_from_db()
    assert again.state == "found"


def test_titles_published_in_another_way_are_notified_by_the_daily_job(
    opening_hours, purchase_request, make_title, make_copy, advance
):
    request, title = purchase_request("Krabat"), make_title("Krabat", is_hidden=True)
    make_copy(title)
    expiry.daily(clock.today())
    assert PurchaseRequest.objects.get().state == "open"
    advance(timedelta(days=10))
    title.is_hidden = False
    title.save()
    advance(timedelta(days=1))
    expiry.daily(clock.today())
    request.refresh_from_db()
    assert request.state == "found"


def test_a_book_on_the_swap_shelf_fits_too(purchase_request):
    purchase_request("Momo")
    assert (
        purchase_requests.notify_requesters(SwapItem.objects.create(text="Michael Ende: Momo", came_on=clock.today()))
        == 1
    )


def test_an_expired_request_is_not_notified(purchase_request, make_title, advance):
    purchase_request("Krabat", days=3)
    advance(timedelta(days=4))
    assert purchase_requests.matching(make_title("Krabat")) == []


def test_the_same_form_is_one_request_and_one_message(purchase_request):
    key = uuid4()
    assert purchase_request("Krabat", key=key) == purchase_request("Krabat", key=key)
    assert PurchaseRequest.objects.count() == 1 and Message.objects.count() == 1


def test_requests_of_a_contact_are_limited_in_any_spelling(purchase_request):
    for number in range(purchase_requests.MAX_OPEN):
        purchase_request(f"Buch {number}")
    with pytest.raises(RequestRefused):
        purchase_request("Noch eins", "Sucht@Example.ORG")
    purchase_request("Noch eins", "jemand@example.org")


def test_ending_a_search_is_idempotent_and_stops_it(purchase_request, make_title):
    request = purchase_request("Krabat")
    purchase_requests.cancel(request)
    assert purchase_requests.cancel(request).state == "ended"
    assert purchase_requests.notify_requesters(make_title("Krabat")) == 0


def test_a_request_ended_by_the_house_is_notified(purchase_request, run_jobs, mailoutbox):
    request = purchase_request("Krabat")
    run_jobs()
    purchase_requests.cancel(request, by_house=True)
    run_jobs()
    assert [mail.subject for mail in mailoutbox][1:] == ["Wir suchen nicht weiter"]
    purchase_requests.cancel(request, by_house=True)
    run_jobs()
    assert len(mailoutbox) == 2


def test_a_found_request_cannot_be_ended(purchase_request, make_title):
    request = purchase_request("Krabat")
    purchase_requests.notify_requesters(make_title("Krabat"))
    with pytest.raises(RequestRefused):
        purchase_requests.cancel(request)
