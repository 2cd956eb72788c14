"""Registrations: places, the waitlist, and invariants."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from events.models import Event, Occurrence, OccurrenceCapacity, Registration
from events.registration import registrations
from events.registration.capacity.capacity import change_places, set_places
from events.registration.notifications.messages import render_message
from events.registration.refusals import DuplicateRegistration, RegistrationRefused
from events.registration.registrant import Registrant
from events.registration.waitlist import waitlist
from events.scheduling import changes
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.messaging.delivery.delivery import mark_sent
from kasch_site.messaging.models import Message
from tests.support.processes.threads import run_concurrently

pytestmark = pytest.mark.django_db


def states(*rows):
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def kinds(row):
    return sorted(Message.objects.about("registration", row.pk).open().values_list("kind", flat=True))


def test_a_registration_with_enough_places_is_booked_and_notified(register):
    row = register(people=2)
    assert row.state == "booked"
    assert OccurrenceCapacity.objects.get().held == 2
    assert kinds(row) == ["confirmed"]


def test_registrants_with_only_a_phone_number_are_not_called_to_confirm(register):
    assert kinds(register(phone="0371 33 50 520")) == []


def test_a_registration_without_enough_places_waits_as_a_whole(register):
    register()
    family = register(people=2)
    assert family.state == "waiting"
    assert OccurrenceCapacity.objects.get().held == 1


def test_dates_without_a_limit_book_every_registration(registration_settings, date, register):
    registration_settings.places = None
    registration_settings.save()
    assert {register(people=6).state for _ in range(5)} == {"booked"}


def test_a_new_registration_does_not_overtake_the_waitlist(register):
    register()
    register(people=2)
    assert register(people=1).state == "waiting"


def test_a_fitting_registration_may_overtake_if_the_rule_allows_it(registration_settings, register):
    registration_settings.rule = "fitting"
    registration_settings.save()
    register()
    register(people=2)
    assert register(people=1).state == "booked"


def test_the_same_form_twice_creates_one_registration(date):
    number, registrant = uuid4(), Registrant("Frau Weber", email="weber@example.org")
    first, second = (registrations.register(date, registrant, number) for _ in range(2))
    assert first.pk == second.pk
    assert Message.objects.count() == 1


def test_a_released_place_is_offered_to_the_longest_waiting_registration(register):
    first, second, third = register(people=2), register(), register()
    registrations.cancel(first)
    assert states(first, second, third) == ["cancelled", "offered", "offered"]
    assert kinds(second) == ["offer"]
    assert OccurrenceCapacity.objects.get().held == 2


def test_in_order_a_large_party_is_not_overtaken(register):
    one, two = register(), register()
    family, single = register(people=2), register()
    registrations.cancel(one)
    assert states(family, single) == ["waiting", "waiting"]
    registrations.cancel(two)
    assert states(family, single) == ["offered", "waiting"]


def test_a_single_person_overtakes_if_the_rule_allows_it(registration_settings, register):
    registration_settings.rule = "fitting"
    registration_settings.save()
    one, _two = register(), register()
    family, single = register(people=2), register()
    registrations.cancel(one)
    assert states(family, single) == ["waiting", "offered"]


def test_an_offer_is_accepted_or_passed_on(register, run_jobs, advance):
    first, second, third = register(people=2), register(people=2), register(people=2)
    registrations.cancel(first)
    with pytest.raises(RegistrationRefused, match="gilt nicht mehr"):
        registrations.accept(third)
    advance(timedelta(days=3))
    run_jobs()
    assert states(second, third) == ["lapsed", "offered"]
    assert registrations.accept(third).state == "booked"
    assert kinds(third) == ["confirmed"]


def test_a_registrant_with_only_a_phone_is_called_and_has_two_open_days(register):
    first, second = register(people=2), register(phone="0371 33 50 520")
    registrations.cancel(first)
    second.refresh_from_db()
    assert timezone.localtime(second.offered_until).date() == clock.today() + timedelta(days=2)
    assert Message.objects.open().get(kind="offer").channel == "phone"


def test_leaving_the_waitlist_does_not_affect_others(register):
    first, second = register(people=2), register()
    registrations.cancel(second)
    registrations.cancel(second)
    assert states(first, second) == ["booked", "cancelled"]
    assert Message.objects.filter(kind="cancelled").count() == 1


def test_a_smaller_party_releases_places_and_a_larger_one_needs_them(register):
    pair, waiting = register(people=2), register()
    registrations.change_people(pair, 1)
    assert states(waiting) == ["offered"]
    with pytest.raises(RegistrationRefused, match="nicht mehr frei"):
        registrations.change_people(pair, 2)
    assert Registration.objects.get(pk=pair.pk).people == 1


def test_a_larger_capacity_moves_the_waitlist_up_and_one_below_held_places_is_refused(date, register):
    register(people=2)
    waiting = register(people=2)
    set_places(date, 4)
    assert states(waiting) == ["offered"]
    with pytest.raises(RegistrationRefused, match="schon 4 Plätze"):
        set_places(date, 3)


@pytest.mark.parametrize("why", ["over", "cancelled", "closed", "draft", "no terms"])
def test_dates_without_registration_refuse_registrations(why, date, event, registration_settings, register, advance):
    if why == "over":
        advance(timedelta(days=11))
    elif why == "cancelled":
        date = changes.cancel(date, "krank")
    elif why == "closed":
        registration_settings.closes_hours_before = 24 * 11
        registration_settings.save()
    elif why == "draft":
        Event.objects.filter(pk=event.pk).update(status="draft")
    else:
        registration_settings.delete()
    with pytest.raises(RegistrationRefused):
        register(occurrence=Occurrence.objects.get(pk=date.pk))
    assert not Registration.objects.exists()


def test_staff_register_persons_after_the_closing_time(date, registration_settings, register):
    registration_settings.closes_hours_before = 24 * 11
    registration_settings.save()
    assert register(by_staff=True).state == "booked"


def test_one_contact_cannot_take_every_place(registration_settings, register):
    registration_settings.places = 50
    registration_settings.save()
    for name in ("Anna", "Berta"):
        register(name, email="a@example.org")
    with pytest.raises(DuplicateRegistration):
        register("Clara", email="A@example.org")
    assert register("Clara", email="A@example.org", by_staff=True).state == "booked"


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"phone": "0371 123 45"}, {"phone": "0371/12345"}),
        ({"phone": "0371 123 45"}, {"phone": "+49 (0)371 12345"}),
        ({"phone": "0049 371 12345"}, {"phone": "037112345"}),
        ({"email": "a@example.org"}, {"email": "A@Example.org"}),
    ],
)
def test_the_same_name_and_contact_in_any_notation_register_once(register, first, again):
    row = register("Frau Özil", **first)
    with pytest.raises(DuplicateRegistration) as refused:
        register("frau  oezil", people=2, **again)
    assert refused.value.registration_pk == row.pk
    assert register("Herr Özil", **again).state == "booked"
    assert Registration.objects.count() == 2


def test_held_places_waitlist_entries_and_the_same_form_count_as_duplicates(date, register):
    other_date = add_date(date.event, date.starts_at + timedelta(days=7), date.ends_at + timedelta(days=7))
    by_form = register("Herr Li", email="li@example.org")
    held = register("Frau Weber", phone="+49 371 12345", occurrence=other_date)
    waits = register("Herr Weber", phone="0371 12345")
    registrations.cancel(register("Frau Lang", phone="0371 12345", by_staff=True))
    duplicates = Registration.objects.of_form_or_contact(by_form.idempotency_key, "+4937112345")
    assert set(duplicates) == {by_form, held, waits}


def test_a_cancelled_registration_cannot_be_reactivated_beside_a_new_one(register):
    first = register("Frau Weber", phone="0371 12345")
    registrations.cancel(first)
    register("Frau Weber", phone="0371 12345")
    with pytest.raises(DuplicateRegistration):
        registrations.reactivate(first)


@pytest.mark.django_db(transaction=True)
def test_concurrent_forms_of_one_contact_create_one_registration(date, register):
    def send():
        try:
            return register("Frau Weber", phone="0371 12345")
        except DuplicateRegistration:
            return None

    made = run_concurrently(send, times=4)
    assert len([row for row in made if row]) == Registration.objects.count() == 1


def test_status_messages_are_repeated_at_most_hourly_and_only_by_mail(register, advance, time_machine):
    row, caller = register(email="a@example.org"), register(phone="0371 12345")
    time_machine.move_to(clock.now().replace(minute=5))
    for _ in range(3):
        registrations.notify_again(row.pk)
        registrations.notify_again(caller.pk)
        registrations.notify_again(None)
    assert kinds(row) == ["confirmed", "confirmed"]
    assert kinds(caller) == []
    advance(timedelta(hours=1))
    registrations.notify_again(row.pk)
    assert len(kinds(row)) == 3
    registrations.cancel(row)
    registrations.notify_again(row.pk)
    assert kinds(row) == ["cancelled"]


def test_the_canonical_form_follows_every_change_of_the_contact(register):
    row = register(phone="+49 371 123 45")
    assert row.keys == ["+4937112345"]
    row.email, row.phone = "New@example.org", ""
    row.save(update_fields=["email", "phone"])
    row.refresh_from_db()
    assert row.keys == ["new@example.org"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.update(email_key="")


def test_the_database_refuses_overbooking_for_every_kind_of_write(register):
    row = register(people=2)
    copy = {"capacity": row.capacity, "name": "Frau Kurz", "email": "k@example.org", "created_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(**copy, people=1, state="booked", idempotency_key=uuid4())
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=row.pk).update(people=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        OccurrenceCapacity.objects.update(places=1)
    waiting = Registration.objects.create(**copy, people=1, state="waiting", idempotency_key=uuid4())
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=waiting.pk).update(state="booked")


def test_the_database_counts_held_places_for_every_kind_of_write(register):
    row = register(people=2)
    Registration.objects.filter(pk=row.pk).update(people=1)
    assert OccurrenceCapacity.objects.get().held == 1
    Registration.objects.filter(pk=row.pk).update(state="cancelled")
    assert OccurrenceCapacity.objects.get().held == 0
    Registration.objects.filter(pk=row.pk).update(state="booked")
    Registration.objects.filter(pk=row.pk).delete()
    assert OccurrenceCapacity.objects.get().held == 0


@pytest.mark.parametrize("contact", [{}, {"email": "a@example.org", "phone": "0371 1234567"}])
def test_the_database_requires_exactly_one_contact_detail(register, contact):
    capacity = register().capacity
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            capacity=capacity,
            name="X",
            people=1,
            state="waiting",
            idempotency_key=uuid4(),
            created_at=clock.now(),
            **contact,
        )


def test_a_date_with_registrations_cannot_be_deleted_silently(date, register):
    register()
    with pytest.raises(ProtectedError):
        date.delete()


def test_a_reactivated_registration_on_the_waitlist_is_notified_again(register, run_jobs):
    first = register(people=2, email="weber@example.org")
    other = register(people=2)
    registrations.cancel(first)
    registrations.accept(other)
    registrations.reactivate(first)
    registrations.cancel(other)
    run_jobs()
    registrations.accept(first)
    assert kinds(first) == ["confirmed"]


@pytest.mark.parametrize(("is_delivered", "kind"), [(True, "lapsed"), (False, "unreached")])
def test_an_offer_that_never_reached_the_person_is_not_called_unanswered(register, advance, is_delivered, kind):
    first, second = register(people=2), register()
    registrations.cancel(first)
    offers = Message.objects.about("registration", second.pk).filter(kind="offer")
    if is_delivered:
        mark_sent(offers.get())
    advance(timedelta(days=3))
    assert waitlist.lapse(second)
    assert kinds(second) == [kind]
    text = render_message(kind, str(second.pk)).text
    assert ("nichts von Ihnen gehört" in text) == is_delivered
    assert ("nicht rechtzeitig zugestellt" in text) != is_delivered


def test_an_offer_with_a_refused_mail_or_unanswered_call_is_not_called_unanswered(register, advance):
    first, by_mail = register(people=2), register()
    registrations.cancel(first)
    offer = Message.objects.about("registration", by_mail.pk).filter(kind="offer")
    offer.update(state=Message.State.FAILED, finished_at=clock.now())
    advance(timedelta(days=3))
    waitlist.lapse(by_mail)
    by_phone = register(phone="0371 33 50 520", people=2)
    assert by_phone.state == "booked"
    last = register(phone="0371 33 50 521")
    registrations.cancel(by_phone)
    advance(timedelta(days=3))
    waitlist.lapse(last)
    assert kinds(by_mail) == kinds(last) == ["unreached"]
    assert "niemanden erreicht" in render_message("unreached", str(last.pk)).call


def test_an_offer_that_lapses_a_second_time_is_notified_again(register, advance):
    holder, row = register(people=2), register(people=2)
    for _ in range(2):
        registrations.cancel(holder)
        mark_sent(Message.objects.about("registration", row.pk).filter(kind="offer").open().get())
        advance(timedelta(days=3))
        assert waitlist.lapse(row)
        holder = register(people=2)
        registrations.reactivate(row)
    assert Message.objects.about("registration", row.pk).filter(kind="lapsed").count() == 2


def test_a_party_that_is_enlarged_again_is_notified_again(register):
    row = register()
    for people in (2, 1, 2):
        registrations.change_people(row, people)
    assert Message.objects.about("registration", row.pk).filter(kind="confirmed").count() == 4


def test_registrations_of_past_dates_cannot_be_changed_past_the_page_either(date, register, advance):
    row = register()
    advance(timedelta(days=10, hours=1))
    for verb in (registrations.cancel, partial(registrations.cancel, by_staff=True), registrations.release):
        with pytest.raises(RegistrationRefused, match="ist vorbei"):
            verb(row)
    with pytest.raises(RegistrationRefused, match="ist vorbei"):
        registrations.change_people(row, 2)
    assert states(row) == ["booked"]
    assert registrations.change_people(row, 2, by_staff=True).people == 2


def test_a_registration_can_be_cancelled_while_the_date_is_going_on(register, advance):
    row = register()
    advance(timedelta(days=10, minutes=30))
    registrations.cancel(row)
    assert states(row) == ["cancelled"]


def test_only_staff_cancel_registrations_of_a_cancelled_date(date, register):
    row = register()
    changes.cancel(date, "krank")
    for verb in (registrations.cancel, lambda row: registrations.change_people(row, 2)):
        with pytest.raises(RegistrationRefused, match="entfällt"):
            verb(row)
    registrations.cancel(row, by_staff=True)
    assert states(row) == ["cancelled"]


def test_a_lapsed_offer_is_released_only_by_its_expiry(register, advance):
    holder, row = register(people=2), register(people=2)
    registrations.cancel(holder)
    advance(timedelta(days=3))
    with pytest.raises(RegistrationRefused, match="gilt nicht mehr"):
        registrations.cancel(row)
    assert states(row) == ["offered"]
    assert waitlist.lapse(row)


def test_a_capacity_for_which_a_waiting_party_is_too_large_is_refused(date, event, register):
    set_places(date, 5)
    first = register(people=3)
    register("Herr Li", people=2)
    party = register("Familie Lang", people=4)
    registrations.cancel(first)
    with pytest.raises(RegistrationRefused, match="4 Menschen, die zusammen kommen"):
        set_places(date, 3)
    with pytest.raises(RegistrationRefused, match="4 Menschen, die zusammen kommen"):
        change_places(event, 5, 3)
    registrations.cancel(party)
    set_places(date, 3)
    assert OccurrenceCapacity.objects.get().places == 3


def test_a_date_with_registrants_is_not_moved_into_the_past(date, register):
    before, row = date.starts_at, register()
    past = clock.now() - timedelta(days=2)
    with pytest.raises(changes.ChangeRefused, match="sagen Sie ihn ab"):
        changes.move(date, past, past + timedelta(hours=1))
    assert Occurrence.objects.get().starts_at == before
    registrations.cancel(row)
    assert changes.move(date, past, past + timedelta(hours=1)).starts_at == past
