"""The account: card and PIN, loans, renewals; the session ends by itself and leaves nothing behind."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from kasch_site.common.rate_limits import limits
from kasch_site.visitors.models import AccessToken
from library.circulation.loans import loans
from library.circulation.patrons import accounts, patrons
from library.circulation.patrons.limits import MAX_WRONG_PINS_HERE
from library.models import Card, Hold, Loan
from library.notifications.messages import NEW_PIN
from library.web.account.pages import COOKIE

pytestmark = pytest.mark.django_db
ACCOUNT = "/bibliothek/konto/"


@pytest.fixture
def patron(make_patron):
    patron = make_patron("Frau Leserin")
    patron.set_pin("1234")
    patron.save()
    return patron


@pytest.fixture
def number(patron):
    return Card.objects.valid().get(patron=patron).number


@pytest.fixture
def loan(opening_hours, make_copy, make_title, patron):
    return loans.lend(make_copy(make_title("Krabat")), patron).loan


@pytest.fixture
def signed_in(client, number):
    response = client.post(ACCOUNT, {"number": number, "pin": "1234"})
    assert response["Location"] == ACCOUNT
    return client


def text(response):
    return response.content.decode()


def test_card_and_pin_show_loans_with_their_days(loan, signed_in):
    page = text(signed_in.get(ACCOUNT))
    assert "Krabat" in page and f"zurück bis Dienstag, {loan.due_on.day}. " in page and "Fertig" in page


def test_every_mistake_gets_the_same_answer(client, number, make_patron):
    other = Card.objects.valid().get(patron=make_patron()).number
    pages = {
        re.sub(r"value=\"[^\"]*\"", "", text(client.post(ACCOUNT, {"number": tried, "pin": pin})))
        for tried, pin in [(number, "9999"), ("40999999", "1234"), (other, "0000"), ("12345678", "1234")]
    }
    assert len(pages) == 1 and "passen nicht zusammen" in pages.pop()


def test_the_pin_is_never_sent_back(client, number):
    assert "9876" not in text(client.post(ACCOUNT, {"number": number, "pin": "9876"}))


def test_tries_are_limited_for_the_visitor_and_for_the_card(client, number, monkeypatch):
    monkeypatch.setattr("kasch_site.visitors.web.counted.allow", lambda limit, visitor: limit is not limits.GUESSES)
    assert client.post(ACCOUNT, {"number": number, "pin": "1234"}).status_code == 429
    monkeypatch.setattr("kasch_site.visitors.web.counted.allow", lambda limit, visitor: True)
    for _number in range(MAX_WRONG_PINS_HERE):
        client.post(ACCOUNT, {"number": number, "pin": "9999"})
    response = client.post(ACCOUNT, {"number": number, "pin": "1234"})
    assert response.status_code == 429 and "Mit einer neuen PIN geht es gleich" in text(response)
    elsewhere = client.post(ACCOUNT, {"number": number, "pin": "1234"}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere["Location"] == ACCOUNT


def test_the_cookie_is_sent_to_the_pages_of_the_account_only(signed_in):
    cookie = signed_in.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (ACCOUNT, True, "Strict")
    assert cookie["max-age"] == 300
    assert not AccessToken.objects.filter(fingerprint=cookie.value).exists(), "only its fingerprint is stored"


def test_nothing_of_the_account_is_stored_and_the_page_closes_by_itself(loan, signed_in):
    response = signed_in.get(ACCOUNT)
    assert "no-store" in response["Cache-Control"] and response["Refresh"] == f"300; url={ACCOUNT}"


def test_the_account_ends_after_five_minutes_and_each_click_prolongs_it(signed_in, loan, advance):
    advance(timedelta(minutes=4))
    signed_in.post(f"{ACCOUNT}mehr-zeit/")
    advance(timedelta(minutes=4))
    assert "Krabat" in text(signed_in.get(ACCOUNT))
    advance(timedelta(minutes=2))
    page = text(signed_in.get(ACCOUNT))
    assert "Krabat" not in page and "Vier Ziffern" in page


def test_done_ends_it_also_for_a_copied_cookie(signed_in, loan):
    copied = signed_in.cookies[COOKIE].value
    signed_in.post(f"{ACCOUNT}fertig/")
    thief = Client()
    thief.cookies[COOKIE] = copied
    assert "Krabat" not in text(thief.get(ACCOUNT))
    assert "Krabat" not in text(signed_in.get(ACCOUNT))


def test_reading_ends_and_changes_nothing(signed_in, loan):
    for page in ("verlaengern/", "fertig/", "mehr-zeit/"):
        signed_in.get(ACCOUNT + page)
    assert "Krabat" in text(signed_in.get(ACCOUNT)) and Loan.objects.get().renewals == 0


def shown_on(page):
    return re.findall(r'name="shown" value="([^"]+)"', page)


@pytest.mark.parametrize("button", ["loan", "all"])
def test_renewing_twice_renews_once_with_the_same_message(signed_in, loan, button):
    """Pressing twice or reloading renews once; a page that was loaded again renews again."""
    sent = {"shown": shown_on(text(signed_in.get(ACCOUNT))), button: loan.pk}
    first, second = (text(signed_in.post(f"{ACCOUNT}verlaengern/", sent)) for _press in range(2))
    assert Loan.objects.get().renewals == 1
    done = [re.search('<p role="status"><b>(.+?)</b>', page)[1] for page in (first, second)]
    assert done[0] == done[1]
    signed_in.post(f"{ACCOUNT}verlaengern/", {**sent, "shown": shown_on(second)})
    assert Loan.objects.get().renewals == 2


@pytest.mark.parametrize("shown", [[], ["x"], ["-"], ["9-"], ["9" * 40 + "-0"], ["1-1"] * 2000])
def test_absurd_values_renew_nothing_twice(signed_in, loan, shown):
    for _press in range(2):
        assert signed_in.post(f"{ACCOUNT}verlaengern/", {"all": "1", "shown": shown}).status_code in (200, 400, 422)
    assert Loan.objects.get().renewals <= 1


def test_all_loans_are_renewed_and_refusals_are_explained(signed_in, loan, make_copy, patron, reserve):
    other = loans.lend(make_copy(), patron).loan
    reserve(other.copy.title)
    sent = {"all": "1", "shown": [f"{each.pk}-0" for each in (loan, other)]}
    page = text(signed_in.post(f"{ACCOUNT}verlaengern/", sent))
    assert "1 verlängert." in page and "Jemand wartet darauf" in page
    assert sorted(Loan.objects.values_list("renewals", flat=True)) == [0, 1]


@pytest.mark.parametrize("sent", ["", "0", "x", "9" * 40, "-1"])
def test_another_persons_loan_or_an_absurd_number_is_refused(signed_in, make_copy, make_patron, sent):
    foreign = loans.lend(make_copy(), make_patron()).loan
    for number in (sent, str(foreign.pk)):
        assert signed_in.post(f"{ACCOUNT}verlaengern/", {"loan": number}).status_code == 422
    assert Loan.objects.get().renewals == 0


def test_a_hold_is_cancelled_after_a_question_and_only_ones_own(signed_in, patron, reserve, make_copy):
    hold, foreign = reserve(make_copy().title, patron), reserve(make_copy().title)
    address = f"{ACCOUNT}vormerkung/{hold.pk}/absagen/"
    assert "Möchten Sie absagen?" in text(signed_in.get(address))
    signed_in.post(address)
    signed_in.post(f"{ACCOUNT}vormerkung/{foreign.pk}/absagen/")
    assert dict(Hold.objects.values_list("pk", "state")) == {hold.pk: "cancelled", foreign.pk: "waiting"}


@pytest.mark.parametrize("page", ["verlaengern/", "vormerkung/1/absagen/", "mehr-zeit/", "fertig/"])
def test_without_a_sign_in_each_page_leads_to_it(client, house, page):
    assert client.get(ACCOUNT + page)["Location"] == ACCOUNT
    assert client.post(ACCOUNT + page, {"all": "1"})["Location"] == ACCOUNT


def test_reading_pages_get_no_cookie(client, loan):
    for page in ("/bibliothek/", loan.copy.title.get_absolute_url(), "/bibliothek/merkzettel/?nr=1"):
        assert not client.get(page).cookies


def test_a_request_for_a_new_pin_gets_the_same_response_for_every_card(client, number):
    pages = [
        re.sub(r'value="[^"]*"', "", text(client.post(f"{ACCOUNT}neue-pin/", {"number": tried, "letters": letters})))
        for tried, letters in [(number, "Les"), (number, "Xyz"), ("40999999", "Les")]
    ]
    assert len(set(pages)) == 1 and "Schauen Sie in Ihre E-Mails" in pages[0]


def test_the_link_asks_first_then_shows_a_new_pin_once(client, signed_in, patron, number):
    address = NEW_PIN.url_for(patron)
    assert "Ihre neue PIN" not in text(client.get(address))
    assert accounts.patron_with(number, "1234", "") == patron
    pin = re.search(r'class="code copy">(\d+)<', text(client.post(address)))[1]
    assert accounts.patron_with(number, pin, "") == patron and accounts.patron_with(number, "1234", "") is None
    assert client.post(address).status_code == 404, "it works once"
    assert "Vier Ziffern" in text(signed_in.get(ACCOUNT)), "a session with the old PIN has ended"


def test_a_link_to_a_new_pin_ends_after_an_hour(client, patron, advance):
    address = NEW_PIN.url_for(patron)
    advance(timedelta(hours=2))
    assert client.get(address).status_code == 404


def test_a_new_card_ends_the_account_of_the_one_before(signed_in, patron, loan):
    patrons.give_card(patron)
    page = text(signed_in.get(ACCOUNT))
    assert "Krabat" not in page and "Vier Ziffern" in page


def test_ending_a_membership_ends_the_account(signed_in, patron):
    patrons.end(patron)
    assert "Vier Ziffern" in text(signed_in.get(ACCOUNT))
