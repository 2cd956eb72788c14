"""The availability of a title follows from its copies and its queue; for a list in a constant number of queries."""

from datetime import timedelta

import pytest

from kasch_site.common import clock
from library.catalogue.availability import availability_of
from library.circulation.holds import queue
from library.circulation.loans import loans
from library.models import Copy, Loan

pytestmark = pytest.mark.django_db


def of(title):
    return availability_of([title])[title.pk]


def test_a_copy_on_the_shelf_is_available_with_its_shelf(make_title, make_copy):
    title = make_title()
    make_copy(title, shelf="Roman K")
    assert of(title).sentence == "da, Regal Roman K" and of(title).is_here


def test_several_copies_are_counted(make_title, make_copy, make_patron):
    title = make_title()
    copies = [make_copy(title, shelf="Roman K") for _number in range(3)]
    loans.lend(copies[0], make_patron())
    assert of(title).words == "2 sind da"


def test_a_lent_copy_shows_its_due_date(opening_hours, make_copy, make_patron):
    copy = make_copy()
    loan = loans.lend(copy, make_patron()).loan
    assert of(copy.title).words == f"ausgeliehen bis {loan.due_on:%a}, ".replace("Tue", "Di").replace("Thu", "Do") + (
        f"{loan.due_on.day}. Dezember"
    )
    assert of(copy.title).is_lent and not of(copy.title).is_here


def test_of_two_lent_copies_the_earlier_due_date_is_shown(make_title, make_copy, make_patron):
    title = make_title()
    early, late = (loans.lend(make_copy(title), make_patron()).loan for _number in range(2))
    Loan.objects.filter(pk=late.pk).update(due_on=early.due_on + timedelta(days=9))
    assert str(early.due_on.day) in of(title).words


def test_an_overdue_copy_promises_no_day(make_copy, make_patron):
    loan = loans.lend(make_copy(), make_patron()).loan
    Loan.objects.filter(pk=loan.pk).update(due_on=clock.today() - timedelta(days=1))
    assert of(loan.copy.title).words == "ausgeliehen, sollte schon zurück sein"


def test_a_person_who_waits_is_counted(make_copy, make_patron, reserve):
    copy = make_copy()
    loans.lend(copy, make_patron())
    reserve(copy.title)
    assert of(copy.title).waiting_words == "1 Person wartet"
    reserve(copy.title)
    assert of(copy.title).waiting_words == "2 Personen warten"


def test_a_reserved_copy_on_the_shelf_is_not_offered_to_others(make_copy, reserve):
    copy = make_copy(shelf="Roman K")
    reserve(copy.title)
    assert (of(copy.title).words, of(copy.title).is_here, of(copy.title).place) == ("vorgemerkt", False, "")


def test_a_copy_put_aside_is_not_there(make_copy, make_patron, reserve):
    copy = make_copy()
    loans.lend(copy, make_patron())
    reserve(copy.title)
    loans.take_back(copy)
    assert of(copy.title).words == "liegt für jemanden bereit"


def test_storage_repair_and_missing_are_named(make_title, make_copy):
    stored, broken, lost = (make_title(name) for name in ("Lager", "Kaputt", "Weg"))
    make_copy(stored, is_in_storage=True)
    make_copy(broken, state=Copy.State.REPAIR)
    make_copy(lost, state=Copy.State.LOST)
    assert of(stored).sentence == "im Lager, bitte fragen"
    assert of(broken).words == "in Reparatur" and of(broken).can_be_reserved
    assert of(lost).words == "zurzeit vermisst" and not of(lost).can_be_reserved


def test_a_copy_on_the_shelf_comes_before_one_in_storage(make_title, make_copy):
    title = make_title()
    make_copy(title, is_in_storage=True)
    make_copy(title, shelf="Roman K")
    assert of(title).sentence == "da, Regal Roman K"


def test_a_withdrawn_copy_is_not_shown(make_title, make_copy):
    title = make_title()
    make_copy(title, state=Copy.State.WITHDRAWN, withdrawn_on=clock.today())
    assert of(title).copies == ()


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_queries_does_not_depend_on_the_number_of_titles(
    number, make_title, make_copy, make_patron, reserve, django_assert_num_queries
):
    titles = [make_title(f"Titel {each}") for each in range(number)]
    for title in titles:
        loans.lend(make_copy(title), make_patron())
        make_copy(title)
        queue.waiting_for(title.pk)
        reserve(title)
    with django_assert_num_queries(2):
        availability = availability_of(titles)
    assert len(availability) == number
