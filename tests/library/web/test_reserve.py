"""Reserve without an account, or with card and PIN; the own page; the way back with a code."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from kasch_site.common.forms import guard
from kasch_site.common.rate_limits import limits
from library.circulation import copies
from library.circulation.holds import reservations
from library.circulation.loans import loans
from library.models import Card, Hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def title(house, make_copy, make_title):
    title = make_title("Krabat")
    make_copy(title, shelf="Roman P")
    return title


@pytest.fixture
def send(client, advance):
    """Return a function that fills in a form as it is shown and sends it."""

    def fill_in(address, token=None, **form_data):
        token = token or token_of(client, address)
        advance(timedelta(seconds=10))
        return client.post(address, {guard.TOKEN: token, **form_data})

    return fill_in


def token_of(client, address):
    return re.search(rf'name="{guard.TOKEN}" value="([^"]+)"', client.get(address).content.decode())[1]


def form(title):
    return f"{title.get_absolute_url()}vormerken/"


PERSON = {"name": "Frau Käthe Kruse", "contact": "k@example.org"}


def test_a_hold_leads_to_its_own_page_with_the_code(client, title, send):
    response = send(form(title), **PERSON)
    page = client.get(response["Location"]).content.decode()
    hold = Hold.objects.get()
    assert "Vorgemerkt" in page and str(hold) in page and "Krabat" in page
    assert "Sie sind als Nächste" in page
    assert (hold.email_key, hold.patron, hold.state) == ("k@example.org", None, "waiting")


def test_the_own_page_shows_that_a_copy_is_missing_and_links_to_the_catalogue(client, title, send):
    address = send(form(title), **PERSON)["Location"]
    assert title.get_absolute_url() in client.get(address).content.decode()
    copies.mark_missing(title.copies.get())
    page = client.get(address).content.decode()
    assert "Zurzeit finden wir es nicht" in page and "Sie sind als Nächste" not in page
    title.is_hidden = True
    title.save()
    assert title.get_absolute_url() not in client.get(address).content.decode()


def test_the_same_form_twice_is_one_hold_and_one_mail(client, title, send, run_jobs):
    token = token_of(client, form(title))
    responses = [send(form(title), token, **PERSON) for _number in range(2)]
    assert all(client.get(response["Location"]).status_code == 200 for response in responses)
    run_jobs()
    assert Hold.objects.count() == 1 and len(mail.outbox) == 1
    assert "Krabat" not in mail.outbox[0].subject and "Krabat" in mail.outbox[0].body


def test_the_form_of_one_title_sent_for_another_is_a_hold_of_the_other(client, title, send, make_copy, make_title):
    other = make_title("Momo")
    make_copy(other)
    token = token_of(client, form(title))
    send(form(title), token, **PERSON)
    send(form(other), token, **PERSON)
    assert sorted(hold.title.title for hold in Hold.objects.all()) == ["Krabat", "Momo"]


def test_a_second_hold_for_the_same_address_gets_the_answer_of_a_first_one(client, title, send):
    """Otherwise a stranger could learn that the owner of an address has reserved the title."""
    pages = []
    for person in (
        PERSON,
        {"name": "Käthe", "contact": "K@Example.ORG"},
        {"name": "Eva", "contact": "eva@example.org"},
    ):
        response = send(form(title), **person)
        assert response.status_code == 302
        page = client.get(response["Location"]).content.decode()
        pages.append(re.sub(r"(?s)<head.*?</head>", "", page).partition("<article")[2].partition("</article")[0])
    marks = [set(re.findall(r"<(?:h1|h2|p)[^>]*>", page)) for page in pages]
    assert marks[1] == marks[2] and "wartet noch 1 Person" in pages[1] and "warten noch 2 Personen" in pages[2]


def test_a_form_sent_too_often_is_refused_with_what_was_typed(title, send, monkeypatch):
    monkeypatch.setattr("kasch_site.visitors.web.counted.allow", lambda limit, client: limit is not limits.FORMS)
    response = send(form(title), **PERSON)
    assert response.status_code == 429 and "Käthe" in response.content.decode()
    assert not Hold.objects.exists()


def test_the_own_page_shows_the_place_in_the_queue(client, title, reserve, send):
    reserve(title)
    reserve(title)
    response = send(form(title), **PERSON)
    assert "Vor Ihnen warten noch 2 Personen" in client.get(response["Location"]).content.decode()


def test_the_own_page_shows_the_pickup_day(client, opening_hours, title, send):
    address = send(form(title), **PERSON)["Location"]
    loans.take_back(title.copies.get())
    until = Hold.objects.get().pickup_until
    page = client.get(address).content.decode()
    assert "Liegt für Sie bereit" in page and f"{until.day}. " in page


def test_cancelling_asks_first_and_can_be_repeated(client, title, send):
    address = send(form(title), **PERSON)["Location"]
    assert "Möchten Sie absagen?" in client.get(f"{address}absagen/").content.decode()
    assert Hold.objects.get().state == "waiting"
    assert client.post(f"{address}absagen/")["Location"] == address
    assert client.post(f"{address}absagen/")["Location"] == address
    assert Hold.objects.get().state == "cancelled"
    assert "Abgesagt" in client.get(address).content.decode()


def test_a_collected_hold_cannot_be_cancelled(client, title, send, make_patron):
    address = send(form(title), **PERSON)["Location"]
    loans.lend(title.copies.get(), make_patron("Frau Kruse", email="k@example.org"))
    response = client.post(f"{address}absagen/")
    assert response.status_code == 422 and Hold.objects.get().state == "collected"


@pytest.mark.parametrize(("letters", "is_found"), [("Kru", True), ("käthe", True), ("Kar", False)])
def test_code_and_letters_find_the_request_and_every_mistake_looks_the_same(client, title, send, letters, is_found):
    send(form(title), **PERSON)
    hold = Hold.objects.get()
    response = client.post("/bibliothek/meine/", {"code": str(hold).lower(), "letters": letters})
    assert response.status_code == (302 if is_found else 422)
    if is_found:
        assert "Krabat" in client.get(response["Location"]).content.decode()
    else:
        assert "Code und Name passen nicht zusammen" in response.content.decode()


def test_the_own_page_is_private_and_an_unknown_link_gets_a_page_that_helps(client, title, send):
    address = send(form(title), **PERSON)["Location"]
    response = client.get(address)
    assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"
    unknown = client.get("/bibliothek/meine/unbekannt/")
    assert unknown.status_code == 404 and "Dieser Link gilt nicht mehr" in unknown.content.decode()


def test_a_link_to_a_hold_ends_with_the_hold(client, title, send, advance):
    address = send(form(title), **PERSON)["Location"]
    reservations.cancel(Hold.objects.get())
    advance(timedelta(days=8))
    assert client.get(address).status_code == 404


@pytest.fixture
def card(make_patron):
    patron = make_patron("Frau Leserin")
    patron.set_pin("1234")
    patron.save()
    return Card.objects.valid().get(patron=patron)


def test_card_and_pin_are_enough(client, title, send, card):
    spaced = f"{card.number[:4]} {card.number[4:]}"
    response = send(f"{form(title)}ausweis/", number=spaced, pin="1234")
    assert "Krabat" in client.get(response["Location"]).content.decode()
    assert Hold.objects.get().patron == card.patron


def test_a_wrong_pin_reveals_no_holds_of_the_card(title, send, card, reserve):
    reserve(title, card.patron)
    wrong = send(f"{form(title)}ausweis/", number=card.number, pin="9999")
    unknown = send(f"{form(title)}ausweis/", number="40999999", pin="9999")
    for response in (wrong, unknown):
        page = response.content.decode()
        assert response.status_code == 422 and "passen nicht zusammen" in page and "schon vorgemerkt" not in page


def test_a_deleted_title_or_an_impossible_number_is_not_found(client, house, make_title):
    assert client.get(f"/bibliothek/titel/{make_title().pk}/vormerken/").status_code == 404
    assert client.get(f"/bibliothek/titel/{10**30}/").status_code == 404
    assert client.get(f"/bibliothek/titel/{10**30}/vormerken/").status_code == 404


def test_the_reading_list_is_kept_from_the_form_to_the_end_of_the_hold(client, title, send):
    noted = f"?nr={title.pk}"
    on_list = client.get(f"/bibliothek/merkzettel/{noted}").content.decode()
    assert f'href="{form(title)}{noted}"' in on_list
    assert f'href="{form(title)}{noted}"' in client.get(title.get_absolute_url() + noted).content.decode()
    assert f"ausweis/{noted}" in client.get(form(title) + noted).content.decode()
    own_page = send(form(title) + noted, **PERSON)["Location"]
    assert own_page.endswith(noted)
    page = client.get(own_page).content.decode()
    assert f'href="/bibliothek/{noted}"' in page and f'href="/bibliothek/merkzettel/{noted}"' in page
    cancel = own_page.replace("?", "absagen/?")
    assert f'href="{cancel}"' in page and f'href="{own_page}"' in client.get(cancel).content.decode()
    assert client.post(cancel)["Location"] == own_page


@pytest.mark.parametrize("number", ["0176 12", "110"])
def test_a_number_that_is_typed_halfway_is_no_way_to_be_reached(client, title, send, number):
    response = send(form(title), **{**PERSON, "contact": number})
    assert response.status_code == 422 and not Hold.objects.exists()


def test_a_copy_reserved_for_the_queue_is_not_shown_as_free(client, title, reserve):
    reserve(title)
    page = " ".join(client.get(title.get_absolute_url()).content.decode().split())
    assert "Roman P: vorgemerkt" in page and "Roman P: da" not in page
