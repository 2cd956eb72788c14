"""Holds: the queue, putting aside, and pickup days."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.common.text.time_words import day_of_week_in_words
from kasch_site.house.models import ClosingDay
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Message
from library.circulation import closing, copies
from library.circulation.holds import queue, reservations
from library.circulation.holds.reservations import Requester
from library.circulation.loans import loans
from library.circulation.refusals import CirculationRefused
from library.models import Hold

pytestmark = pytest.mark.django_db


def test_each_has_a_place_in_the_queue_and_is_asked_once(make_copy, make_patron, reserve):
    copy = make_copy()
    loans.lend(copy, make_patron())
    first, second = reserve(copy.title), reserve(copy.title)
    assert [queue.place_in_queue(hold) for hold in (first, second)] == [1, 2]
    assert loans.take_back(copy).hold == first
    assert loans.take_back(copy).hold == first
    assert Message.objects.filter(kind="ready").count() == 1
    assert queue.place_in_queue(second) == 1


def test_the_same_form_is_one_hold_and_a_patron_reserves_a_title_once(make_copy, make_patron):
    title, key = make_copy().title, uuid4()
    requester = Requester.of(make_patron())
    assert reservations.reserve(title, requester, key) == reservations.reserve(title, requester, key)
    with pytest.raises(CirculationRefused, match="schon vorgemerkt"):
        reservations.reserve(title, requester, uuid4())
    assert Hold.objects.count() == Message.objects.count() == 1


def test_without_a_card_a_second_hold_is_reported_only_to_the_owner_of_the_address(
    make_copy, reserve, run_jobs, mailoutbox
):
    copy = make_copy()
    first, second = reserve(copy.title, email="k@example.org"), reserve(copy.title, email="K@Example.org")
    assert (first.state, second.state) == ("waiting", "waiting")
    run_jobs()
    assert [mail.to[0].lower() for mail in mailoutbox] == ["k@example.org", "k@example.org"]
    assert "mehrmals vorgemerkt" in mailoutbox[1].body
    assert first.code not in mailoutbox[1].body, "nobody learns the code of a hold that somebody else made"


def test_a_single_hold_is_not_called_several(make_copy, reserve, run_jobs, mailoutbox):
    reserve(make_copy().title, email="k@example.org"), reserve(make_copy().title, email="k@example.org")
    run_jobs()
    assert not any("mehrmals" in mail.body for mail in mailoutbox)


def test_holds_of_one_person_for_a_title_end_together_and_the_next_gets_the_second_copy(
    opening_hours, make_title, make_copy, make_patron, reserve
):
    title = make_title()
    copies = [make_copy(title), make_copy(title)]
    own = [reserve(title, email="k@example.org") for _number in range(2)]
    after = reserve(title)
    for copy in copies:
        loans.take_back(copy)
    patron = make_patron(email="k@example.org")
    lent = loans.lend(copies[0], patron)
    assert [Hold.objects.get(pk=hold.pk).state for hold in own] == ["collected", "collected"]
    after.refresh_from_db()
    assert (after.state, after.copy) == ("ready", copies[1])
    assert lent.hold in own


def test_a_copy_is_ready_for_three_open_days(opening_hours, make_copy, reserve):
    copy = make_copy()
    reserve(copy.title)
    assert loans.take_back(copy).hold.pickup_until == date(2026, 12, 3), "Thursday, Tuesday, Thursday"


def test_a_hold_lapses_on_the_next_open_day_only(opening_hours, make_copy, reserve, time_machine):
    copy = make_copy()
    first, second = reserve(copy.title), reserve(copy.title)
    loans.take_back(copy)
    time_machine.move_to(clock.local(date(2026, 12, 4)))
    assert reservations.lapse(clock.today()) == 0, "the library is closed on Fridays"
    time_machine.move_to(clock.local(date(2026, 12, 8)))
    assert reservations.lapse(clock.today()) == 1
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state, second.copy) == ("lapsed", "ready", copy)


def test_a_closing_week_moves_all_dates_and_notifies_each_person_once(
    opening_hours, make_copy, make_patron, reserve, advance, run_jobs, mailoutbox
):
    patron = make_patron()
    lent = [loans.lend(make_copy(), patron).loan for _number in range(2)]
    copy = make_copy()
    hold = reserve(copy.title)
    loans.take_back(copy)
    ClosingDay.objects.create(name="Ferien", first_day=date(2026, 12, 1), last_day=date(2026, 12, 28))
    assert closing.move_to_open_days() == 1
    assert closing.move_to_open_days() == 0
    lent[0].refresh_from_db(), hold.refresh_from_db()
    assert (lent[0].due_on, hold.pickup_until) == (date(2026, 12, 29), date(2026, 12, 29))
    # The message that the hold is ready has not been sent yet: it will have the new day.
    assert Message.objects.filter(kind="dates_moved").count() == 1
    advance(timedelta(minutes=11)), run_jobs()
    assert "Dienstag, 29. Dezember" in next(mail for mail in mailoutbox if "bereit" in mail.subject).body


def test_several_closings_are_notified_in_one_message(opening_hours, make_copy, make_patron, run_jobs, mailoutbox):
    patron = make_patron()
    lent, _other = (loans.lend(make_copy(), patron).loan for _number in range(2))
    ClosingDay.objects.create(name="Ferien", first_day=lent.due_on, last_day=lent.due_on)
    assert closing.move_to_open_days() == 1
    lent.refresh_from_db()
    ClosingDay.objects.create(name="Inventur", first_day=lent.due_on, last_day=lent.due_on)
    assert closing.move_to_open_days() == 0
    run_jobs()
    [mail] = mailoutbox
    lent.refresh_from_db()
    assert mail.body.count(day_of_week_in_words(lent.due_on)) == 2


def test_cancellations_by_the_house_are_notified_by_phone_too(make_copy, reserve):
    copy = make_copy()
    hold, other = reserve(copy.title, phone="0371 33505"), reserve(copy.title)
    loans.take_back(copy)
    copies.withdraw(copy)
    assert {Hold.objects.get(pk=each.pk).state for each in (hold, other)} == {"cancelled"}
    [call] = manual_delivery.open_messages("phone")
    assert "gibt es leider nicht mehr" in call.rendered.call
    assert Message.objects.filter(kind="hold_ended").count() == 2


def test_nobody_waits_for_a_missing_copy_when_the_last_other_one_is_withdrawn(make_title, make_copy, reserve):
    title = make_title()
    copy, missing = make_copy(title), make_copy(title)
    hold = reserve(title)
    copies.mark_missing(missing)
    copies.withdraw(copy)
    hold.refresh_from_db()
    assert hold.state == "cancelled"


def test_cancelling_passes_the_copy_on(make_copy, reserve):
    copy = make_copy()
    first, second = reserve(copy.title), reserve(copy.title)
    loans.take_back(copy)
    assert reservations.cancel(reservations.cancel(first)).state == "cancelled"
    second.refresh_from_db()
    assert second.copy == copy


def test_the_database_puts_no_copy_aside_for_two(make_copy, reserve):
    copy = make_copy()
    reserve(copy.title), reserve(copy.title)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.update(state="ready", copy=copy, pickup_until=clock.today())


def test_volunteers_fetch_reserved_copies_from_the_shelf(make_copy, reserve, advance):
    copy, other = make_copy(), make_copy()
    reserve(copy.title)
    assert list(queue.to_fetch()) == [copy]
    loans.take_back(copy)
    assert not queue.to_fetch().exists()
    advance(timedelta(days=1))
    assert other in type(other).objects.available()


def test_as_many_copies_are_fetched_as_people_wait(make_title, make_copy, reserve):
    title = make_title()
    copies = [make_copy(title) for _number in range(4)]
    reserve(title), reserve(title)
    assert list(queue.to_fetch()) == copies[:2]


def test_nobody_waits_for_a_copy_that_is_missing(make_copy, make_patron, reserve):
    missing, lent = make_copy(state="lost"), make_copy()
    with pytest.raises(CirculationRefused, match="nicht mehr"):
        reserve(missing.title)
    loans.lend(lent, make_patron())
    reserve(lent.title)


def test_without_a_card_nobody_learns_what_a_reader_has_reserved(make_copy, make_patron, reserve):
    copy, patron = make_copy(), make_patron(email="leserin@example.org")
    reserve(copy.title, patron)
    assert reserve(copy.title, email="leserin@example.org").patron is None


def test_the_start_of_readiness_is_stored_only_while_the_hold_is_ready(opening_hours, make_copy, reserve):
    copy = make_copy()
    hold = reserve(copy.title)
    loans.take_back(copy)
    hold.refresh_from_db()
    assert hold.ready_on == clock.today()
    reservations.cancel(hold)
    hold.refresh_from_db()
    assert hold.ready_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(ready_on=clock.today())
