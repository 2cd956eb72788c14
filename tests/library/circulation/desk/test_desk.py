"""The desk: scans lend, take back and renew."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from kasch_site.common import clock
from library.circulation import numbering
from library.circulation.desk import desk
from library.circulation.desk.outcomes import OutcomeKind
from library.circulation.loans import loans
from library.circulation.patrons import patrons
from library.models import Card, Copy, DeskLine, LendingRules, Loan

pytestmark = pytest.mark.django_db
KIND = OutcomeKind


@pytest.fixture
def volunteer(house):
    return get_user_model().objects.create_user("tresen", is_staff=True)


@pytest.fixture
def at_desk(volunteer):
    return desk.create_desk(volunteer)


@pytest.fixture
def scan(at_desk):
    """Return a function that scans something and returns the kinds of the outcomes."""

    def do(*entered):
        return [outcome.kind for each in entered for outcome in desk.scan(at_desk, getattr(each, "number", each))]

    return do


def card_of(patron):
    return Card.objects.valid().get(patron=patron)


def test_first_the_card_then_the_books(scan, make_patron, make_copy):
    patron, first, second = make_patron(), make_copy(), make_copy()
    assert scan(card_of(patron), first, second) == [KIND.CARD_OPENED, KIND.LENT, KIND.LENT]
    assert Loan.objects.open().filter(patron=patron).count() == 2


def test_without_a_card_a_book_is_returned(scan, make_patron, make_copy):
    copy = make_copy()
    loans.lend(copy, make_patron())
    assert scan(copy) == [KIND.RETURNED]
    assert not Loan.objects.open().exists()


def test_a_returned_book_is_shown_even_if_it_was_not_lent(scan, make_copy):
    assert scan(make_copy()) == [KIND.SHOWN]
    assert DeskLine.objects.get().kind == DeskLine.Kind.SHOWN


def test_everything_in_one_line_works_too(scan, make_patron, make_copy):
    line = card_of(make_patron()).number + make_copy().number + make_copy().number
    assert scan(line) == [KIND.CARD_OPENED, KIND.LENT, KIND.LENT]


@pytest.mark.parametrize("seconds, counts_once", [(0, True), (9, True), (10, False)])
def test_a_book_that_is_scanned_twice_within_seconds_is_lent_once(
    scan, at_desk, make_patron, make_copy, advance, seconds, counts_once
):
    copy = make_copy()
    scan(card_of(make_patron()), copy)
    advance(timedelta(seconds=seconds))
    assert scan(copy) == [KIND.REPEATED if counts_once else KIND.LENT_TO_SAME]
    assert DeskLine.objects.count() == Loan.objects.open().count() == 1


def test_the_same_book_after_the_card_was_closed_is_taken_back(scan, at_desk, make_patron, make_copy):
    copy = make_copy()
    scan(card_of(make_patron()), copy)
    desk.close_card(at_desk)
    assert scan(copy, copy) == [KIND.RETURNED, KIND.REPEATED]
    assert not Loan.objects.open().exists()


def test_the_same_book_with_another_card_is_not_a_repeated_scan(scan, make_patron, make_copy):
    copy = make_copy()
    scan(card_of(make_patron()), copy)
    assert scan(card_of(make_patron("Herr Muster")), copy) == [KIND.CARD_OPENED, KIND.LENT_TO_OTHER]


def test_a_return_that_is_scanned_twice_is_one_line(scan, make_patron, make_copy):
    copy = make_copy()
    loans.lend(copy, make_patron())
    assert scan(copy, copy) == [KIND.RETURNED, KIND.REPEATED]
    assert DeskLine.objects.count() == 1


def test_a_book_just_returned_can_be_lent_at_once(scan, make_patron, make_copy):
    copy, patron = make_copy(), make_patron()
    assert scan(copy, card_of(patron), copy) == [KIND.SHOWN, KIND.CARD_OPENED, KIND.LENT]


def test_a_card_left_open_ends_by_itself(scan, make_patron, make_copy, advance):
    patron, copy = make_patron(), make_copy()
    other = make_copy()
    loans.lend(other, patron)
    scan(card_of(patron))
    advance(desk.CARD_OPEN_TIME)
    assert scan(copy, other) == [KIND.SHOWN, KIND.RETURNED]
    assert not Loan.objects.open().exists()


def test_every_scan_leaves_the_card_open_for_longer(scan, at_desk, make_patron, make_copy, advance):
    patron = make_patron()
    scan(card_of(patron))
    for _book in range(3):
        advance(desk.CARD_OPEN_TIME / 2)
        assert scan(make_copy()) == [KIND.LENT]
    advance(desk.CARD_OPEN_TIME)
    at_desk.refresh_from_db()
    assert desk.open_patron(at_desk, clock.now()) is None


def test_another_card_takes_the_place_of_the_one_before(scan, make_patron, make_copy):
    first, second = make_patron("Frau Eins"), make_patron("Frau Zwei")
    scan(card_of(first), card_of(second), make_copy())
    assert Loan.objects.get().patron == second


def test_a_loan_of_the_patron_can_be_renewed_or_returned(scan, at_desk, make_patron, make_copy, advance):
    patron, copy = make_patron(), make_copy()
    loan = loans.lend(copy, patron).loan
    assert scan(card_of(patron), copy) == [KIND.CARD_OPENED, KIND.LENT_TO_SAME]
    assert desk.renew(at_desk, loan).kind is KIND.RENEWED
    assert desk.take_back(at_desk, copy).kind is KIND.RETURNED


def test_a_copy_lent_to_another_patron_is_returned_and_lent(scan, at_desk, make_patron, make_copy):
    patron, copy = make_patron(), make_copy()
    loans.lend(copy, make_patron("Herr Muster"))
    assert scan(card_of(patron), copy) == [KIND.CARD_OPENED, KIND.LENT_TO_OTHER]
    kinds = [outcome.kind for outcome in desk.take_back_and_lend(at_desk, copy)]
    assert kinds == [KIND.RETURNED, KIND.LENT]
    assert Loan.objects.open().get().patron == patron


def test_a_reserved_copy_is_returned_and_not_lent(scan, at_desk, make_patron, make_copy, reserve):
    patron, copy = make_patron(), make_copy()
    loans.lend(copy, make_patron("Herr Muster"))
    hold = reserve(copy.title)
    scan(card_of(patron), copy)
    returned, refused = desk.take_back_and_lend(at_desk, copy)
    assert (returned.line.hold, refused.kind, refused.can_overrule) == (hold, KIND.REFUSED, True)
    assert desk.lend(at_desk, copy, overrules=True).kind is KIND.LENT


def test_a_limit_is_reported_and_can_be_overruled(scan, at_desk, make_patron, make_copy):
    LendingRules.objects.create(max_loans=1)
    copy = make_copy()
    assert scan(card_of(make_patron()), make_copy(), copy)[-1] is KIND.REFUSED
    assert Loan.objects.count() == 1
    assert desk.lend(at_desk, copy, overrules=True).kind is KIND.LENT


def test_buttons_of_a_closed_card_lend_nothing(at_desk, make_patron, make_copy):
    loan = loans.lend(make_copy(), make_patron()).loan
    assert desk.lend(at_desk, make_copy(), overrules=True).kind is KIND.NO_CARD
    assert desk.renew(at_desk, loan).kind is KIND.NO_CARD
    assert [outcome.kind for outcome in desk.renew_all(at_desk)] == [KIND.NO_CARD]


@pytest.mark.parametrize(("seconds", "count"), [(0, 1), (9, 1), (11, 2)])
def test_a_button_that_is_pressed_twice_renews_once(scan, at_desk, make_patron, make_copy, advance, seconds, count):
    LendingRules.objects.create(max_renewals=5)
    patron, copy = make_patron(), make_copy()
    loan = loans.lend(copy, patron).loan
    advance(timedelta(days=3))
    scan(card_of(patron))
    desk.renew_all(at_desk)
    advance(timedelta(seconds=seconds))
    assert [outcome.kind for outcome in desk.renew_all(at_desk)] == [KIND.REPEATED if count == 1 else KIND.RENEWED]
    loan.refresh_from_db()
    assert loan.renewals == count == DeskLine.objects.filter(kind="renewed").count()
    assert desk.renew(at_desk, loan).kind is KIND.REPEATED


def test_unknown_scans_are_distinguished(scan, house):
    assert scan("9783401600109", "77", "Nirgendwer") == [KIND.ISBN_UNKNOWN, KIND.SERIAL_UNKNOWN, KIND.NOTHING_FOUND]


def test_a_loan_of_another_patron_is_not_renewed(scan, at_desk, make_patron, make_copy):
    loan = loans.lend(make_copy(), make_patron("Herr Muster")).loan
    scan(card_of(make_patron()))
    assert desk.renew(at_desk, loan).kind is KIND.NO_CARD


def test_all_loans_are_renewed_and_reserved_titles_are_named(scan, at_desk, make_patron, make_copy, reserve):
    patron = make_patron()
    expected = loans.lend(make_copy(), patron).loan
    loans.lend(make_copy(), patron)
    reserve(expected.copy.title)
    scan(card_of(patron))
    kinds = {outcome.kind for outcome in desk.renew_all(at_desk)}
    assert kinds == {KIND.REFUSED, KIND.RENEWED}


def test_invalid_cards_are_reported_with_the_reason(scan, make_patron):
    patron = make_patron()
    blank, unknown = numbering.blank_cards(1)[0], numbering.allocate("4")[0]
    lost = card_of(patron)
    patrons.give_card(patron)
    assert scan(blank, unknown, lost) == [KIND.CARD_BLANK, KIND.CARD_UNKNOWN, KIND.CARD_BLOCKED]
    patrons.end(patron)
    assert scan(lost) == [KIND.CARD_BLOCKED]


def test_an_isbn_finds_the_copies_of_the_title(at_desk, make_title, make_copy):
    title = make_title(isbn="9783161484100")
    copies = [make_copy(title), make_copy(title)]
    make_copy(title, state=Copy.State.WITHDRAWN, withdrawn_on=clock.today())
    make_copy()
    (outcome,) = desk.scan(at_desk, "978-3-16-148410-0")
    assert (outcome.kind, list(outcome.copies)) == (KIND.CHOICE, copies)


@pytest.mark.parametrize("query", ["müller", "Mueller", "jürgen müller", "Müller, Jürgen", "MULLER"])
def test_a_name_in_any_spelling_finds_patrons(at_desk, make_patron, query):
    patron = make_patron("Jürgen Müller")
    make_patron("Anna Schmidt")
    (outcome,) = desk.scan(at_desk, query)
    assert outcome.patrons == [patron]


def test_a_title_finds_its_copies(at_desk, make_title, make_copy):
    copy = make_copy(make_title("Der Räuber Hotzenplotz"))
    (outcome,) = desk.scan(at_desk, "der räuber")
    assert outcome.copies == [copy]


def test_a_short_number_leads_to_a_choice(at_desk, make_patron, make_copy):
    patron, copy = make_patron(), make_copy()
    assert card_of(patron).short_number == copy.short_number == "1"
    (outcome,) = desk.scan(at_desk, "1")
    assert (outcome.patrons, outcome.copies) == ([patron], [copy])


def test_an_unreadable_scan_is_reported(scan):
    assert scan("12345678", "9" * 300, "Nirgendwer", "") == [KIND.UNREADABLE, KIND.TOO_LONG, KIND.NOTHING_FOUND]
    assert scan(numbering.allocate("2")[0]) == [KIND.COPY_UNKNOWN]


def test_each_line_is_undone_once(scan, at_desk, make_patron, make_copy, advance):
    copy = make_copy()
    scan(card_of(make_patron()), copy)
    (line,) = DeskLine.objects.all()
    assert desk.undo(at_desk, line).kind is KIND.UNDONE
    assert desk.undo(at_desk, line).kind is KIND.UNDONE
    assert not Loan.objects.exists()
    assert scan(copy) == [KIND.LENT], "the scan after undoing counts"


def test_undoing_a_return_lends_it_again_to_the_same_person(scan, at_desk, make_patron, make_copy):
    copy, patron = make_copy(), make_patron()
    loans.lend(copy, patron)
    scan(copy)
    desk.undo(at_desk, DeskLine.objects.get())
    assert Loan.objects.open().get().patron == patron


def test_two_desks_have_cards_of_their_own(volunteer, make_patron, make_copy):
    one, other = desk.create_desk(volunteer), desk.create_desk(volunteer)
    patron, copy = make_patron(), make_copy()
    desk.scan(one, card_of(patron).number)
    assert [outcome.kind for outcome in desk.scan(other, copy.number)] == [KIND.SHOWN]
    assert [outcome.kind for outcome in desk.scan(one, copy.number)] == [KIND.LENT]


def test_two_desks_never_lend_one_copy_twice(volunteer, make_patron, make_copy):
    one, other = desk.create_desk(volunteer), desk.create_desk(volunteer)
    copy = make_copy()
    desk.scan(one, card_of(make_patron("Frau Eins")).number)
    desk.scan(other, card_of(make_patron("Frau Zwei")).number)
    assert [outcome.kind for outcome in desk.scan(one, copy.number)] == [KIND.LENT]
    assert [outcome.kind for outcome in desk.scan(other, copy.number)] == [KIND.LENT_TO_OTHER]
    assert Loan.objects.open().count() == 1
