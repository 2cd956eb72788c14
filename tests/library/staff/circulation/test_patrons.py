"""Patrons in the administration."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import check_password
from django.urls import reverse

from library.circulation import numbering
from library.circulation.loans import loans
from library.circulation.patrons import patrons
from library.models import Card, Copy, Hold, Loan, LoanCount, Patron
from tests.support.browser.browser_forms import form_on

pytestmark = pytest.mark.django_db
JOIN, LIST = "/admin/library/patron/add/", "/admin/library/patron/"


def page(name, patron):
    return reverse(f"admin:library_patron_{name}", args=[patron.pk])


def _join(client, **fields):
    answers = {"name": "Olena Muster", "contact": "olena@example.org", "number": uuid4(), **fields}
    return client.post(JOIN, answers)


def test_becoming_a_patron_needs_a_name_and_one_way_to_reach(volunteer):
    response = _join(volunteer)
    patron = Patron.objects.get()
    assert response.url == page("change", patron)
    assert (patron.email, patron.is_child) == ("olena@example.org", False)
    assert Card.objects.valid().get().patron == patron
    assert "Ausweis 1" in volunteer.get(response.url).content.decode()


def test_pages_after_a_new_patron_or_card_link_to_printing_and_lending(volunteer):
    text = volunteer.get(_join(volunteer).url).content.decode()
    patron = Patron.objects.get()
    desk = reverse("admin:library_desk_changelist")
    assert f'action="{desk}"' in text and f'href="{desk}"' in text
    for _card in range(2):
        text = volunteer.get(page("change", patron)).content.decode()
        number = Card.objects.valid().get().number
        printing = unescape(re.search(r'href="([^"]+)">Ausweis drucken', text)[1])
        assert f'value="{number}"' in volunteer.get(printing).content.decode()
        volunteer.post(page("card", patron), {"card": ""})
    pressed = re.search(r'name="do"\s+value="([^"]+)">Jetzt ausleihen', text)[1]
    assert "Die Karte ist offen" in volunteer.post(desk, {"do": pressed}, follow=True).content.decode()


def test_the_same_form_sent_twice_is_one_patron(volunteer):
    number = uuid4()
    _join(volunteer, number=number)
    assert _join(volunteer, number=number).status_code == 302
    assert Patron.objects.count() == 1


def test_a_blank_card_from_the_pile_is_taken(volunteer):
    blank = numbering.blank_cards(2)[1]
    assert f'value="{blank.number}"' in volunteer.get(JOIN, {"card": blank.number}).content.decode()
    _join(volunteer, card=f"]C0{blank.number}\n")
    assert Card.objects.valid().get().number == blank.number


def test_a_child_joins_with_the_consent_of_an_adult(volunteer):
    _join(volunteer, name="Mia Muster", guardian="Olena Muster")
    assert (Patron.objects.get().is_child, Patron.objects.get().guardian) == (True, "Olena Muster")


@pytest.mark.parametrize("card, says", [("123", "kein Leseausweis"), ("taken", "gehört schon jemandem")])
def test_an_invalid_card_is_reported_and_no_input_is_lost(volunteer, make_patron, card, says):
    taken = Card.objects.valid().get(patron=make_patron())
    response = _join(volunteer, card=taken.number if card == "taken" else card)
    text = response.content.decode()
    assert says in text and "olena@example.org" in text
    assert Patron.objects.count() == 1


def test_a_lost_card_is_replaced_and_never_valid_again(volunteer, make_patron):
    patron = make_patron()
    lost = Card.objects.get()
    assert "wird gesperrt" in volunteer.get(page("card", patron)).content.decode()
    volunteer.post(page("card", patron), {"card": ""})
    lost.refresh_from_db()
    assert lost.blocked_on is not None
    assert Card.objects.valid().filter(patron=patron).exclude(pk=lost.pk).exists()
    response = volunteer.post(page("card", patron), {"card": lost.number})
    assert "gehört schon jemandem" in response.content.decode()
    assert Card.objects.valid().filter(patron=patron).exists()


def test_a_pin_is_shown_once(volunteer, make_patron):
    patron = make_patron()
    text = volunteer.post(page("pin", patron)).content.decode()
    patron.refresh_from_db()
    pin = text.split('role="status">')[1][:4]
    assert check_password(pin, patron.pin_hash)
    assert "„Mein Ausweis“" in text
    assert "Sie steht nur jetzt hier" not in volunteer.get(page("pin", patron)).content.decode()


def test_the_end_of_a_membership_asks_for_confirmation_and_refused_with_loans(volunteer, make_patron, make_copy):
    patron, copy = make_patron(), make_copy()
    loans.lend(copy, patron)
    assert "Krabat" in volunteer.get(page("end", patron)).content.decode()
    volunteer.post(page("end", patron))
    assert Patron.objects.members().exists()
    loans.take_back(copy)
    volunteer.post(page("end", patron))
    assert not Patron.objects.members().exists()
    assert not Card.objects.valid().exists()


def test_erasing_a_patron_erases_no_book(volunteer, make_patron, make_copy, reserve):
    patron, copy = make_patron(), make_copy()
    loans.lend(copy, patron)
    volunteer.post(page("erase", patron))
    assert Patron.objects.exists(), "with loans nobody is erased"
    loans.take_back(copy)
    expected = make_copy()
    reserve(expected.title, patron)
    assert volunteer.post(page("erase", patron)).url == LIST
    assert not Patron.objects.exists() and not Hold.objects.exists()
    assert (Copy.objects.count(), Loan.objects.count(), LoanCount.objects.get().number) == (2, 0, 1)


@pytest.mark.parametrize("entered", ["mueller", "Müller Jürgen", "leser1@example.org", "card"])
def test_patrons_are_found_in_any_spelling(volunteer, make_patron, entered):
    patron = make_patron("Jürgen Müller")
    make_patron("Anna Schmidt")
    entered = Card.objects.get(patron=patron).number if entered == "card" else entered
    text = volunteer.get(LIST, {"q": entered}).content.decode()
    assert "Jürgen Müller" in text and "Anna Schmidt" not in text


def test_a_contact_is_corrected_and_compared_by_its_canonical_form(volunteer, make_patron):
    patron = make_patron()
    form = volunteer.get(page("change", patron)).context["adminform"].form
    answers = {name: form[name].value() or "" for name in form.fields}
    volunteer.post(page("change", patron), {**answers, "email": "", "phone": "0371 33 50 520", "_save": "1"})
    patron.refresh_from_db()
    assert (patron.email, bool(patron.phone_key)) == ("", True)


def test_a_patron_cannot_be_left_without_a_way_to_reach_them(volunteer, make_patron):
    patron = make_patron()
    response = volunteer.post(page("change", patron), {"name": patron.name, "email": "", "phone": "", "_save": "1"})
    assert response.status_code == 200 and "E-Mail oder Telefon" in response.content.decode()


def test_only_the_library_sees_patrons(client, django_user_model, make_patron):
    patron = make_patron()
    client.force_login(django_user_model.objects.create_user("wer", is_staff=True))
    for name in ("change", "card", "pin", "end", "erase"):
        assert client.get(page(name, patron)).status_code == client.post(page(name, patron)).status_code == 403
    assert client.get(JOIN).status_code == 403


@pytest.mark.parametrize("name", ["Olena Muster", "MUSTER, Olena", " olena  muster "])
def test_a_name_that_is_here_asks_first_and_keeps_what_was_typed(volunteer, name):
    _join(volunteer)
    number = uuid4()
    confirmation = _join(volunteer, name=name, contact="0371 5556677", number=number).content.decode()
    assert "Gibt es schon." in confirmation and page("change", Patron.objects.get()) in confirmation
    assert "olena@example.org" in confirmation and 'value="0371 5556677"' in confirmation
    assert Patron.objects.count() == 1
    answered = _join(volunteer, name=name, contact="0371 5556677", number=number, another_person="1")
    assert answered.status_code == 302 and Patron.objects.count() == 2
    # The confirmed form sent twice creates one patron.
    assert _join(volunteer, name=name, contact="0371 5556677", number=number).status_code == 302
    assert Patron.objects.count() == 2


def test_enter_does_not_answer_the_question(volunteer):
    _join(volunteer)
    text = _join(volunteer, number=uuid4()).content.decode()
    buttons = re.findall(r'<button type="submit"[^>]*>', text[text.index('name="contact"') :])
    assert "another_person" in buttons[1] and "another_person" not in buttons[0]


@pytest.mark.parametrize("name", ["Olena Mustermann", "Olena", "Ole Muster"])
def test_a_similar_name_is_another_person(volunteer, name):
    _join(volunteer)
    assert _join(volunteer, name=name, number=uuid4()).status_code == 302


def test_a_patron_with_the_same_contact_comes_first(make_patron):
    others = make_patron("Olena Muster", phone="0371 1"), make_patron("Muster Olena", email="olena@example.org")
    new = patrons.NewPatron("Olena Muster", email="Olena@Example.org")
    assert patrons.similar_to(new, uuid4()) == [others[1], others[0]]


def test_a_patron_with_the_same_contact_comes_first_also_among_many(make_patron):
    for _number in range(patrons.MAX_SIMILAR):
        make_patron("Olena Muster", phone="0371 1")
    last = make_patron("Muster Olena", email="olena@example.org")
    found = patrons.similar_to(patrons.NewPatron("Olena Muster", email="olena@example.org"), uuid4())
    assert found[0] == last
    assert len(found) == patrons.MAX_SIMILAR


def test_whose_membership_has_ended_is_not_asked_about(volunteer):
    _join(volunteer)
    patrons.end(Patron.objects.get())
    assert _join(volunteer, number=uuid4()).status_code == 302


def test_a_new_card_that_is_sent_twice_is_one_card(volunteer, make_patron):
    patron = make_patron()
    sent = form_on(volunteer.get(page("card", patron)))
    for _time in range(2):
        assert volunteer.post(page("card", patron), sent).url == page("change", patron)
    assert Card.objects.valid().filter(patron=patron).count() == 1
    assert Card.objects.filter(patron=patron, blocked_on__isnull=False).count() == 1
    assert volunteer.post(page("card", patron), form_on(volunteer.get(page("card", patron)))).status_code == 302
    assert Card.objects.filter(patron=patron).count() == 3
