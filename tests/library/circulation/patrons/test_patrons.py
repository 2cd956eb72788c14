"""Joining, cards, the end of a membership."""

from uuid import uuid4

import pytest

from kasch_site.messaging.models import Message
from kasch_site.visitors.models import AccessToken
from library.circulation import copies
from library.circulation.holds import queue
from library.circulation.loans import loans
from library.circulation.patrons import patrons
from library.circulation.refusals import CirculationRefused
from library.models import Card, Copy, Patron
from library.notifications.messages import MANAGE_HOLD, NEW_PIN
from library.notifications.notifications import subject_of

pytestmark = pytest.mark.django_db


def test_a_person_with_two_holds_for_one_title_can_be_registered(make_copy, reserve):
    title = make_copy().title
    first = reserve(title, email="kurz@example.org")
    reserve(title, phone="0371 33505")
    patron = patrons.register(patrons.NewPatron("Frau Kurz", "kurz@example.org", "0371 33505"), uuid4())
    assert list(patron.holds.all()) == [first]


def test_a_patron_with_loans_is_kept_with_the_reason_and_copies_are_always_kept(make_copy, make_patron):
    copy, patron = make_copy(), make_patron()
    loans.lend(copy, patron)
    for verb in (patrons.end, patrons.erase):
        with pytest.raises(CirculationRefused, match="noch etwas ausgeliehen"):
            verb(patron)
    loans.take_back(copy)
    patrons.erase(patron)
    assert (Patron.objects.count(), Copy.objects.count()) == (0, 1)


def test_an_ended_membership_reserves_nothing_and_gets_no_card(make_copy, make_patron, reserve):
    patron = patrons.end(make_patron())
    with pytest.raises(CirculationRefused, match="beendet"):
        reserve(make_copy().title, patron)
    with pytest.raises(CirculationRefused, match="beendet"):
        patrons.give_card(patron)
    assert not Card.objects.valid().exists()


def test_a_patron_cannot_reserve_a_title_on_loan_to_them(make_copy, make_patron, reserve):
    copy, patron = make_copy(), make_patron()
    loans.lend(copy, patron)
    with pytest.raises(CirculationRefused, match="schon ausgeliehen"):
        reserve(copy.title, patron)


def test_without_loans_matches_only_patrons_without_open_loans(make_copy, make_patron):
    copy, other = make_copy(), make_copy()
    reader, returned, new = make_patron(), make_patron(), make_patron()
    loans.lend(copy, returned)
    loans.take_back(copy)
    loans.lend(copy, reader)
    loans.lend(other, reader)
    loans.take_back(other)
    assert set(Patron.objects.without_loans()) == {returned, new}


def test_a_copy_taken_out_of_the_pile_lets_its_person_wait_again(make_copy, reserve):
    copy = make_copy()
    hold = reserve(copy.title)
    loans.take_back(copy)
    copies.send_to_repair(copy)
    hold.refresh_from_db()
    assert (hold.state, queue.place_in_queue(hold)) == ("waiting", 1)


def open_messages(record):
    about = Message.objects.about("library", subject_of(record)).open()
    return sorted(about.values_list("kind", "channel"))


def links_of(*records):
    return AccessToken.objects.filter(subject__in=[subject_of(record) for record in records])


def test_links_and_messages_follow_a_corrected_address(make_copy, make_patron, reserve):
    patron = make_patron(email="vertippt@example.org")
    hold = reserve((copy := make_copy()).title, patron)
    loans.take_back(copy)
    NEW_PIN.url_for(patron), MANAGE_HOLD.url_for(hold)
    patrons.send_link_to_new_pin.call(patron.pk, "1")
    hold.refresh_from_db()
    patron.email, patron.phone = "", "0371 123456"
    patrons.correct(patron)
    assert not links_of(patron, hold).exists(), "who reads the old mailbox gets in nowhere"
    hold.refresh_from_db()
    assert (hold.email, hold.phone, hold.phone_key) == ("", "0371 123456", "+49371123456")
    assert open_messages(patron) == []
    assert open_messages(hold) == [("ready", "phone")], "a confirmation needs no call"


def test_a_corrected_name_keeps_links(make_copy, make_patron, reserve):
    patron = make_patron(email="leser@example.org")
    hold = reserve(make_copy().title, patron)
    NEW_PIN.url_for(patron), MANAGE_HOLD.url_for(hold)
    patron.name, patron.email = "Frau Anders", "Leser@Example.org"
    patrons.correct(patron)
    assert links_of(patron, hold).count() == 2
    assert Patron.objects.get().name == "Frau Anders"
