"""The statements of fixed text say the same as the querysets they stand for, and a sign-up asks for little."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from events.models import Event, Occurrence, OccurrenceCapacity, Registration, RegistrationSettings
from events.registration import registrations, statements
from events.registration.settings import is_bookable
from kasch_site.common import clock
from kasch_site.common.forms.guard import FormStamp
from kasch_site.common.models import RateLimitCount
from kasch_site.messaging.models import Message
from kasch_site.visitors.models import AccessToken
from kasch_site.worker.models import Job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [OccurrenceCapacity, Occurrence, Event, RegistrationSettings])
def test_columns_are_read_in_the_order_of_the_fields(model):
    read = {OccurrenceCapacity: statements._CAPACITY, Occurrence: statements._DATE, Event: statements._EVENT}
    names = read.get(model, statements._TERMS)
    assert [field.attname for field in model._meta.concrete_fields if field.attname in names] == list(names)


@pytest.mark.parametrize("has_settings", [True, False])
@pytest.mark.parametrize("publish_at", [None, timedelta(days=-1)])
def test_a_date_read_by_itself_is_the_date_of_the_queryset(
    date, registration_settings, register, has_settings, publish_at, django_assert_num_queries
):
    register(people=2)
    Event.objects.update(publish_at=publish_at and clock.now() + publish_at)
    if not has_settings:
        registration_settings.delete()
    whole = OccurrenceCapacity.objects.select_related("occurrence__event__registration_settings").get()
    found = (statements.capacity_of(date.pk), statements.capacity_at(date.event.slug, date.key))
    for each in found:
        with django_assert_num_queries(0):
            assert (each.pk, each.places, each.held, each.free) == (whole.pk, whole.places, whole.held, whole.free)
            assert is_bookable(each.occurrence) == has_settings
            for name in statements._DATE:
                assert getattr(each.occurrence, name) == getattr(whole.occurrence, name)
            for name in statements._EVENT:
                assert getattr(each.occurrence.event, name) == getattr(whole.occurrence.event, name)
            if has_settings:
                assert [getattr(each.occurrence.event.registration_settings, name) for name in statements._TERMS] == [
                    getattr(whole.occurrence.event.registration_settings, name) for name in statements._TERMS
                ]
    assert statements.capacity_of(date.pk + 1) is None
    assert statements.capacity_at(date.event.slug, "2001-01-01") is None


def test_claims_are_those_of_the_contact_that_hold_or_wait_and_the_one_of_the_form(register, date):
    by_form = register("Herr Li", email="li@example.org")
    held = register("Frau Weber", phone="+49 371 12345")
    waits = register("Herr Weber", phone="0371 12345")
    gone = register("Frau Lang", phone="0371 12345", by_staff=True)
    registrations.cancel(gone)
    found = {claim.pk: claim for claim in statements.claims(by_form.idempotency_key, "037112345")}
    assert set(found) == {by_form.pk, held.pk, waits.pk}
    assert found[held.pk] == (held.pk, held.idempotency_key, "Frau Weber", date.pk, date.ends_at)


def test_a_row_is_written_as_save_would_write_it(register):
    row = register("Frau Özil", people=2, phone="+49 371 12345")
    fields = [field.attname for field in Registration._meta.concrete_fields]
    before = Registration.objects.values_list(*fields).get(pk=row.pk)
    stored = Registration.objects.get(pk=row.pk)
    stored.save()
    stored.full_clean()
    assert Registration.objects.values_list(*fields).get(pk=row.pk) == before
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.insert(row)


def post(client, date, reach):
    stamp = FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign()
    words = {"name": "Frau Weber", "people": "1", "reach": reach, "form_token": stamp}
    return client.post(f"{date.get_absolute_url()}anmelden/", words)


def test_a_sign_up_is_few_statements_and_one_commit(client, date, register):
    register()
    assert post(client, date, "a@example.org").status_code == 302
    with CaptureQueriesContext(connection) as asked:
        assert post(client, date, "b@example.org").status_code == 302
    # In a test the outermost transaction is the test's own: begin and commit are savepoints.
    assert len(asked) <= 13, "\n".join(each["sql"] for each in asked.captured_queries)
    row = Registration.objects.get(email="b@example.org")
    assert (
        Message.objects.about("registration", row.pk).count()
        == AccessToken.objects.to("registration", row.pk).count()
        == 1
    )


def test_a_mail_that_waits_for_a_job_needs_no_second_one(register, work, mailoutbox):
    for _ in range(3):
        register()
    assert Job.objects.due().count() == 1
    work()
    assert len(mailoutbox) == 3
    register()
    assert Job.objects.due().count() == 1
    work()
    assert len(mailoutbox) == 4


def test_a_job_in_which_a_process_has_died_is_not_relied_on(register):
    register()
    Job.objects.update(attempts=1)
    register()
    assert Job.objects.due().count() == 2


def test_what_is_refused_counts_as_a_try_too(client, date):
    for _ in range(3):
        post(client, date, "a@example.org")
    assert Registration.objects.count() == 1
    assert list(RateLimitCount.objects.values_list("count", flat=True)) == [3, 3]


def test_what_is_read_of_a_form_that_was_sent_is_what_the_form_itself_reads():
    from events.registration.availability import Availability
    from events.web.registration_forms import RegistrationForm, SentForm

    stamp = FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign()
    places = Availability(url="", is_open=True, most=20)
    for people in ("", "0", "1", "20", "21", "x", " 2"):
        for reach in ("A@example.org", "+49 (0)371/12345", "weber@"):
            words = {"name": " Frau\nWeber ", "people": people, "reach": reach, "form_token": stamp}
            sent, whole = SentForm(words), RegistrationForm(words, places=places)
            assert sent.is_valid() == whole.is_valid() or people == " 2"
            if whole.is_valid():
                assert sent.registrant() == whole.registrant()
                assert sent.message_id() == whole.message_id()


def test_whether_somebody_waits_is_known_with_the_lock_of_the_date(date, register):
    """Who comes while others wait does not overtake them, and nobody is looked for among the sign-ups to know it."""
    gone = register(people=2)
    register(people=2)
    Registration.objects.filter(pk=gone.pk).update(people=1)  # one place is free; the two who wait are first
    with CaptureQueriesContext(connection) as asked:
        late = register()
    assert late.state == "waiting"
    assert not [
        each["sql"] for each in asked if "EXISTS" in each["sql"] or 'events_registration"."state"' in each["sql"]
    ]
