"""After any history of actions by patrons and volunteers, every message was true and sent once."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils.formats import date_format
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from kasch_site.common import clock
from kasch_site.common.caching.versions import clear_all
from kasch_site.common.text.time_words import day_of_week_in_words
from kasch_site.house.models import ClosingDay, OpeningHours
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Message
from kasch_site.worker.execution import run_due_jobs
from library.catalogue.availability import availability_of
from library.circulation import closing, copies, expiry, purchase_requests
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.models import Copy, Hold, Loan, Patron, PurchaseRequest, SwapItem, Title
from tests.library.circulation.test_stock import NUMBERS, Library, library
from tests.proving import amounts, examples

pytestmark = pytest.mark.django_db

__all__ = ["library"]
CHANNELS = st.sampled_from(["email", "phone"])
# The state that a person takes their hold to be in after a message of this kind.
STATE_BY_KIND = {
    "reserved": "waiting",
    "not_ready": "waiting",
    "ready": "ready",
    "hold_lapsed": "lapsed",
    "hold_cancelled": "cancelled",
    "hold_ended": "cancelled",
}


class Histories(Library):
    """The state machine of the consistency test, with what each person knows: their holds and due dates."""

    numbers = count(1)

    def __init__(self):
        super().__init__()
        clear_all()
        mail.outbox.clear()
        Message.objects.all().delete()
        self.holds, self.due, self.reminded, self.searches, self.moved = {}, {}, {}, {}, set()
        self.learn_holds(Hold.objects.all())
        self.learn_loans(Loan.objects.open())

    def learn_holds(self, rows):
        """Note that a person knows their holds: from the screen or at the desk."""
        self.holds |= {row.pk: (row.state, row.pickup_until) for row in rows}

    def learn_loans(self, rows):
        self.due |= {row.pk: row.due_on for row in rows}

    def contact(self, way):
        """Return a mailbox or number that nobody else has, so that no cap holds a message back."""
        number = next(self.numbers)
        return {"email": f"p{number}@example.org"} if way == "email" else {"phone": f"0371 {2000000 + number}"}

    def at_the_desk(self, patron):
        """Show a patron everything that concerns them."""
        self.learn_loans(Loan.objects.open().of(patron))
        self.learn_holds(Hold.objects.filter(patron=patron))

    @contextmanager
    def moving(self):
        """Note whose dates are moved meanwhile: they are to be told, even if they renew before they read it."""
        loans, ready = self.dates()
        yield
        loans_now, ready_now = self.dates()
        moved = [pk for pk, due in loans_now.items() if due != loans.get(pk, due)]
        self.moved |= set(Loan.objects.filter(pk__in=moved).values_list("patron", flat=True))
        moved = [pk for pk, until in ready_now.items() if until != ready.get(pk, until)]
        self.moved |= set(Hold.objects.filter(pk__in=moved).values_list("patron", flat=True))

    def dates(self):
        open_loans, ready = Loan.objects.open(), Hold.objects.ready()
        return dict(open_loans.values_list("pk", "due_on")), dict(ready.values_list("pk", "pickup_until"))

    # Actions of residents.

    def reserve(self, number, requester):
        title, key = self.one_of(Title.objects, number), uuid4()
        hold = self.attempt(reservations.reserve, title, requester, key)
        if hold is not None:
            self.learn_holds([hold])

    @rule(number=NUMBERS, way=CHANNELS)
    def reserve_without_card(self, number, way):
        self.reserve(number, Requester("Herr Muster", **self.contact(way)))

    @rule(number=NUMBERS, by_house=st.booleans())
    def cancel(self, number, by_house):
        hold = self.one_of(Hold.objects, number)
        was_open = hold is not None and hold.is_open
        if hold and self.attempt(reservations.cancel, hold, by_house=by_house) and was_open and not by_house:
            self.learn_holds(Hold.objects.filter(pk=hold.pk))

    @rule(way=CHANNELS, words=st.sampled_from(["Ein Atlas", "Rezepte aus Sachsen"]))
    def look_for_something(self, way, words):
        asked = {"name": "Frau Sucht", "text": words, "ends_on": purchase_requests.last_day(clock.today())}
        row = self.attempt(purchase_requests.create, uuid4(), **asked, **self.contact(way))
        if row:
            self.searches[row.pk] = row.state

    @rule(number=NUMBERS, by_house=st.booleans())
    def end_a_search(self, number, by_house):
        row = self.one_of(PurchaseRequest.objects, number)
        was_open = row is not None and row.state == "open"
        if row and self.attempt(purchase_requests.cancel, row, by_house=by_house) and was_open and not by_house:
            self.searches[row.pk] = PurchaseRequest.objects.get(pk=row.pk).state

    @rule(words=st.sampled_from(["Ein Atlas der Welt", "Rezepte aus Sachsen"]))
    def find_something(self, words):
        purchase_requests.notify_requesters(SwapItem.objects.create(text=words, came_on=clock.today()))

    # Actions at the desk in the presence of the person; actions of the house are notified by a message.

    def line(self, note, *args):
        line = super().line(note, *args)
        if note.__name__ != "record_return" and line.loan is not None:
            self.at_the_desk(line.loan.patron)
        return line

    @rule(number=NUMBERS)
    def undo(self, number):
        before = dict(Loan.objects.open().values_list("pk", "due_on"))
        super().undo(number)
        self.learn_loans(loan for loan in Loan.objects.open() if before.get(loan.pk) != loan.due_on)

    @rule(number=NUMBERS, who=NUMBERS, verb=st.sampled_from(["lend", "take_back", "renew"]), overrules=st.booleans())
    def undo_at_once(self, number, who, verb, overrules):
        known = dict(self.holds), dict(self.due)
        super().undo_at_once(number, who, verb, overrules)
        self.holds, self.due = known

    @rule(contact=CHANNELS)
    def join(self, contact):
        super().join(self.contact(contact), {})

    @rule(number=NUMBERS)
    def end_membership(self, number):
        own = list(Hold.objects.open().filter(patron__isnull=False).values_list("pk", flat=True))
        super().end_membership(number)
        self.learn_holds(Hold.objects.filter(pk__in=own, patron__ended_on__isnull=False))

    @rule(number=NUMBERS, is_hidden=st.booleans())
    def hide_or_show(self, number, is_hidden):
        Title.objects.filter(pk=self.one_of(Title.objects, number).pk).update(is_hidden=is_hidden)

    @rule(number=NUMBERS)
    def withdraw_all(self, number):
        for copy in Copy.objects.filter(title=self.one_of(Title.objects, number)):
            self.attempt(copies.withdraw, copy)

    @rule(days=st.integers(0, 9))
    def close(self, days):
        first = clock.today() + timedelta(days=days)
        last = first + timedelta(days=6)
        ClosingDay.objects.get_or_create(name="Ferien", first_day=first, last_day=last)
        clear_all()
        with self.moving():
            closing.close(first, last, "Ferien")

    @rule()
    def open_again(self):
        ClosingDay.objects.all().delete()
        clear_all()

    @rule(weekday=st.integers(0, 4), is_open=st.booleans())
    def other_hours(self, weekday, is_open):
        own = OpeningHours.objects.filter(section="library", weekday=weekday)
        if is_open and not own.exists():
            OpeningHours.objects.create(section="library", weekday=weekday, opens="14:00", closes="18:00")
        elif not is_open and OpeningHours.objects.filter(section="library").count() > 1:
            own.delete()
        clear_all()

    @rule()
    def daily(self):
        with self.moving():
            expiry.daily(clock.today())

    # Delivery.

    @rule()
    def send_messages(self):
        """Deliver every message that is due."""
        self.pass_minutes(11)
        run_due_jobs("test")
        keys = [UUID(each.extra_headers["Message-ID"].strip("<").partition("@")[0]) for each in mail.outbox]
        messages = Message.objects.in_bulk(keys)
        for sent, key in zip(mail.outbox, keys, strict=True):
            self.tell(messages[key], f"{sent.subject}\n{sent.body}")
        mail.outbox.clear()
        for displayed in manual_delivery.open_messages("phone"):
            self.tell(displayed.message, displayed.rendered.call)
            assert manual_delivery.mark_reached(displayed.message)
        self.check_everybody_knows()

    def tell(self, message, words):
        kind, (about, _colon, number) = message.kind, message.subject.partition(":")
        self.counts[f"told {kind}"] += 1
        if kind in ("reminder", "dates_moved") and about == "patron":
            self.notify_patron(kind, Patron.objects.get(pk=number), words)
        elif about == "hold":
            self.tell_hold(kind, Hold.objects.get(pk=number), words)
        elif about == "request":
            row = PurchaseRequest.objects.get(pk=number)
            assert row.state == {"request_noted": "open", "request_found": "found", "request_ended": "ended"}[kind]
            assert kind == "request_noted" or self.searches[row.pk] == "open"
            self.searches[row.pk] = row.state

    def tell_hold(self, kind, hold, words):
        known = self.holds[hold.pk]
        if kind == "dates_moved":
            assert hold.state == "ready"
        else:
            assert hold.state == STATE_BY_KIND[kind], (kind, hold.state)
        own_deed = kind in ("reserved", "hold_cancelled")
        assert own_deed or known != (hold.state, hold.pickup_until), "told what they were told before"
        assert hold.title.title in words
        assert hold.state != "ready" or day_of_week_in_words(hold.pickup_until) in words
        self.learn_holds([hold])

    def notify_patron(self, kind, patron, words):
        own = list(Loan.objects.open().of(patron).select_related("copy__title"))
        if kind == "reminder":
            late = [loan for loan in own if loan.due_on < clock.today()]
            assert late and all(loan.copy.title.title in words for loan in late)
            assert any(self.reminded.get(loan.pk) != loan.due_on for loan in late), "reminded twice"
            self.reminded |= {loan.pk: loan.due_on for loan in late}
            return
        ready = list(Hold.objects.ready().filter(patron=patron).select_related("title"))
        assert patron.pk in self.moved, "told what they were told before"
        self.moved.remove(patron.pk)
        for day in [*(loan.due_on for loan in own), *(hold.pickup_until for hold in ready)]:
            assert day_of_week_in_words(day) in words, f"{date_format(day, 'j. F')} is not in {words}"
        self.at_the_desk(patron)

    def check_everybody_knows(self):
        """Check that after all deliveries each person knows the current state."""
        for hold in Hold.objects.all():
            if hold.state in ("collected",):
                continue
            known, until = self.holds[hold.pk]
            assert known == hold.state, f"believes {known}, but it is {hold.state}"
            assert until == hold.pickup_until, f"believes {until}, but it is {hold.pickup_until}"
        for loan in Loan.objects.open():
            assert self.due[loan.pk] == loan.due_on, f"believes {self.due[loan.pk]}, but it is {loan.due_on}"
        for pk, state in PurchaseRequest.objects.values_list("pk", "state"):
            assert self.searches[pk] == state

    # Invariants after each step.

    @invariant()
    def every_page_says_what_is_so(self):
        titles = list(Title.objects.all())
        for pk, found in availability_of(titles).items():
            at_home = Copy.objects.in_stock().filter(title=pk, state="in_use").exclude(pk__in=Copy.objects.lent())
            free = at_home.exclude(pk__in=Hold.objects.ready().values("copy")).count()
            assert found.is_here == (free > Hold.objects.waiting().filter(title=pk).count())
            wait_for = Copy.objects.reservable(pk).exists()
            assert found.can_be_reserved == wait_for
            if not wait_for and not Copy.objects.in_stock().filter(title=pk).exists():
                assert not Hold.objects.open().filter(title=pk).exists(), "waits for a copy that never comes"


def test_after_any_history_every_person_has_been_told_their_current_state_once(library, time_machine, proof):
    counts = Counter()
    machine = type("Histories", (Histories,), {"time_machine": time_machine, "counts": counts, "start": clock.now()})
    run_state_machine_as_test(machine, settings=examples(8, 5000, stateful_step_count=40))
    proof(amounts(counts))
