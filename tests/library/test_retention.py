"""Seven days after a return nobody can tell who had the book. Erasing a patron erases no book."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from kasch_site.visitors.subject_access import requests as subject_access
from kasch_site.worker.execution import run_due_jobs
from library.circulation import expiry, purchase_requests
from library.circulation.desk import undoing
from library.circulation.holds import reservations
from library.circulation.loans import loans
from library.circulation.patrons import patrons
from library.models import Copy, Desk, DeskLine, Hold, Loan, LoanCount, Patron, Title
from library.notifications import notifications
from library.retention import export
from tests.support.database.database_contents import contents

pytestmark = pytest.mark.django_db(transaction=True)
NAME, MAIL = "Kanarivogel", "kanari@example.org"
# Models that identify a book.
BOOKS = (Title, Copy, Loan, LoanCount)


@pytest.fixture
def desk(admin_user):
    """Return an open desk."""
    return Desk.objects.create(user=admin_user, used_at=clock.now())


@pytest.fixture
def log(admin_user):
    """Return a function that writes into the log of the administration, as its forms do."""

    def write(record):
        LogEntry.objects.create(
            user=admin_user,
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            object_repr=str(record),
            action_flag=CHANGE,
        )

    return write


@pytest.fixture
def loan_history(opening_hours, make_copy, make_title, make_patron, reserve, desk, log):
    """Let somebody reserve a book, borrow it, be reminded of it, and bring it back; return the patron and the copy."""
    copy = make_copy(make_title("Das Buch der Bücher"))
    patron = make_patron(NAME, email=MAIL)
    hold = reserve(copy.title, patron)
    undoing.record_return(desk, copy, loans.take_back(copy))
    lent = loans.lend(copy, patron)
    undoing.record_loan(desk, lent)
    Loan.objects.update(due_on=clock.today() - timedelta(days=30))
    notifications.remind(clock.today())
    run_due_jobs("test")
    undoing.record_return(desk, copy, loans.take_back(copy))
    for record in (hold, lent.loan, patron, copy):
        log(record)
    return patron, copy


def traces_of(patron: Patron) -> list[str]:
    """Return the rows, of whatever model, that lead from a patron to a book; by foreign keys or by subject."""
    known, found = {patron}, []
    for _step in range(3):
        for model in apps.get_models(include_auto_created=True):
            keys = [field for field in model._meta.concrete_fields if field.is_relation]
            for row in model._base_manager.all():
                if row not in known and any(
                    each in known for field in keys if (each := _related(row, field)) is not None
                ):
                    known.add(row)
                    books = [field.name for field in keys if field.related_model in BOOKS and _related(row, field)]
                    found += [f"{model.__name__}: {name}" for name in books]
    for message in Message.objects.filter(section="library"):
        if not message.subject.startswith("patron:"):
            found.append(f"message about {message.subject}")
    return found


def _related(row, field):
    return getattr(row, field.name) if field.related_model in (Patron, Hold, Loan, Copy, Title, Desk) else None


def pass_days(days, advance):
    """Advance the clock by days and run the daily jobs of each."""
    for _day in range(days):
        advance(timedelta(days=1))
        expiry.daily(clock.today())
        call_command("purge", verbosity=0)


def test_seven_days_after_a_return_no_row_leads_from_the_reader_to_the_book(loan_history, advance):
    patron, copy = loan_history
    assert {"Loan: copy", "Hold: title"} <= set(traces_of(patron)), "there is nothing to find"
    pass_days(7, advance)
    patron.refresh_from_db()
    assert traces_of(patron) == []
    assert not DeskLine.objects.filter(copy=copy).exists()
    assert not Loan.objects.exists()
    assert list(LoanCount.objects.values_list("title", "number")) == [(copy.title_id, 1)], "the loan is still counted"


def test_what_was_entered_from_paper_is_in_no_file_of_the_database_after_seven_days(
    opening_hours, make_copy, make_title, make_patron, client, admin_user, advance
):
    copy, patron, today = make_copy(make_title("Das Buch der Bücher")), make_patron(NAME, email=MAIL), clock.today()
    client.force_login(admin_user)
    sheet = {"day": today.isoformat(), "form-TOTAL_FORMS": "20", "form-INITIAL_FORMS": "0", "enter": "1"}
    lines = [("7:13", patron.cards.get().number, copy.number), ("7:47", "", copy.number)]
    for index, (at, card, number) in enumerate(lines):
        sheet |= {f"form-{index}-time": at, f"form-{index}-card": card, f"form-{index}-copy": number}
    for _twice in range(2):
        assert "2 Zeilen vom" in client.post(reverse("admin:library_paper_entry"), sheet).content.decode()
    loan = Loan.objects.get()
    # As UTC and as local time: what a database writes for the moments on the paper, and for no others.
    marks = [
        moment.strftime("%H:%M:00").encode()
        for at in (loan.lent_at, loan.returned_at)
        for moment in (at, timezone.localtime(at))
    ]
    connection.close()
    assert any(mark in contents() for mark in marks), "there is nothing to find"
    pass_days(7, advance)
    assert traces_of(patron) == [] and not Loan.objects.exists()
    connection.close()
    assert [mark for mark in marks if mark in contents()] == []


def test_remaining_rows_reveal_neither_the_day_nor_loans_returned_together(
    opening_hours, make_title, make_copy, make_patron, advance
):
    """Somebody borrows three books on one visit and brings two of them back; others borrow and return theirs."""
    titles = [make_title(f"Titel {number}") for number in range(6)]
    visit, others = [5, 0, 3], [4, 1, 2]
    for patron, numbers in ((make_patron(), others[:2]), (make_patron(), visit), (make_patron(), others[2:])):
        lent = [loans.lend(make_copy(titles[number]), patron).loan for number in numbers]
        for loan in lent[: 2 if numbers == visit else None]:
            loans.take_back(loan.copy)
        pass_days(1, advance)
    pass_days(7, advance)
    assert [loan.copy.title for loan in Loan.objects.all()] == [titles[3]], "only what is still at home"
    counted = [title for title, _pk in LoanCount.objects.order_by("pk").values_list("title", "pk")]
    assert counted == sorted(counted) and len(counted) == 5
    assert {copy.seen_in.day for copy in Copy.objects.all()} == {1}
    assert {patron.active_on.day for patron in Patron.objects.all()} == {1}


def test_a_person_who_reserved_without_a_card_is_in_no_file_of_the_database_after_seven_days(
    opening_hours, make_copy, reserve, desk, log, advance
):
    copy = make_copy()
    hold = reserve(copy.title, name=NAME, email=MAIL)
    loans.take_back(copy)
    run_due_jobs("test")
    log(hold)
    reservations.cancel(hold)
    run_due_jobs("test")
    assert NAME.encode() in contents() and b"kanari" in contents(), "there is nothing to find"
    pass_days(7, advance)
    connection.close()
    assert [mark for mark in (NAME.encode(), b"kanari") if mark in contents()] == []


def test_an_erased_reader_is_in_no_file_of_the_database_and_every_book_is_there(loan_history):
    _patron, copy = loan_history
    assert NAME.encode() in contents()
    subject_access.erase(MAIL, User.objects.get(username="admin"))
    call_command("purge", verbosity=0)
    connection.close()
    assert [mark for mark in (NAME.encode(), b"kanari") if mark in contents()] == []
    assert (Copy.objects.get(), LoanCount.objects.get().number) == (copy, 1)


def test_a_patron_with_loans_is_kept_and_the_reason_is_stated(loan_history, make_copy, client, admin_user):
    patron, _copy = loan_history
    loans.lend(make_copy(), patron)
    client.force_login(admin_user)
    address = reverse("admin:visitors_subjectaccessrecord_add")
    confirmation = client.post(address, {"contact": MAIL, "ask_to_erase": "1"}).content.decode()
    response = client.post(address, {"contact": MAIL, "erase": "1"}, follow=True).content.decode()
    for page in (confirmation, response):
        assert "Kanarivogel hat noch etwas aus der Bibliothek" in page and "Krabat" in page
    assert Patron.objects.get() == patron
    assert list(Loan.objects.filter(patron=patron).values_list("returned_at", flat=True)) == [None]


def test_subject_access_shows_everything(loan_history, reserve, make_copy):
    patron, _copy = loan_history
    copy = make_copy()
    loans.lend(copy, patron)
    patrons.give_card(patron)
    expected = make_copy(
        copy.title.__class__.objects.create(title="Tyll", medium=copy.title.medium, added_on=clock.today())
    )
    reserve(expected.title, patron)
    purchase_requests.create(uuid4(), text="Ein Atlas", ends_on=clock.today(), name=NAME, email=MAIL)
    told = " ".join(str(value) for record in export(MAIL) for value in record.values())
    numbers = patron.cards.values_list("number", flat=True)
    assert len(numbers) == 2
    for text in (NAME, MAIL, "Das Buch der Bücher", "Krabat", "Tyll", "Ein Atlas", *numbers):
        assert text in told, text
