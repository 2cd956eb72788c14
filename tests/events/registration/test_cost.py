"""The queries of a registration, and the reuse of waiting jobs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Registration
from events.registration import registrations
from events.registration.participation import is_bookable
from events.registration.settings import places_of
from kasch_site.common import clock
from kasch_site.common.forms.guard import FormStamp
from kasch_site.common.models import RateLimitCount
from kasch_site.messaging.models import Message
from kasch_site.visitors.models import AccessToken
from kasch_site.worker.models import Job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("has_settings", [True, False])
def test_an_operation_needs_one_query_for_the_lock_and_one_for_the_locked_date(
    date, registration_settings, register, has_settings, django_assert_num_queries
):
    register()
    if not has_settings:
        registration_settings.delete()
    with django_assert_num_queries(2):
        capacity = registrations.lock_capacity(date)
        assert capacity.held == 1
        assert is_bookable(capacity.occurrence) == has_settings
        assert (places_of(capacity.occurrence) is not None) == has_settings


def post(client, date, contact):
    stamp = FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign()
    form = {"name": "Frau Weber", "people": "1", "contact": contact, "form_token": stamp}
    return client.post(f"{date.get_absolute_url()}anmelden/", form)


def test_a_registration_needs_few_statements_and_one_commit(client, date, register):
    register()
    assert post(client, date, "a@example.org").status_code == 302
    with CaptureQueriesContext(connection) as queries:
        assert post(client, date, "b@example.org").status_code == 302
    # In tests the outermost transaction is that of the test: begin and commit are savepoints.
    assert len(queries) <= 16, "\n".join(each["sql"] for each in queries.captured_queries)
    row = Registration.objects.get(email="b@example.org")
    assert (
        Message.objects.about("registration", row.pk).count()
        == AccessToken.objects.to("registration", row.pk).count()
        == 1
    )


def test_a_mail_with_a_waiting_job_needs_no_second_job(register, run_jobs, mailoutbox):
    for _ in range(3):
        register()
    assert Job.objects.due().count() == 1
    run_jobs()
    assert len(mailoutbox) == 3
    register()
    assert Job.objects.due().count() == 1
    run_jobs()
    assert len(mailoutbox) == 4


def test_an_interrupted_job_does_not_count_as_waiting(register):
    register()
    Job.objects.update(attempts=1)
    register()
    assert Job.objects.due().count() == 2


def test_a_refused_request_counts_as_an_attempt(client, date):
    for _ in range(3):
        post(client, date, "a@example.org")
    assert Registration.objects.count() == 1
    assert list(RateLimitCount.objects.values_list("count", flat=True)) == [3, 3]


def test_the_lock_query_states_whether_the_waitlist_is_empty(date, register):
    """A new registration does not overtake the waitlist, without a query of the registrations."""
    gone = register(people=2)
    register(people=2)
    Registration.objects.filter(pk=gone.pk).update(people=1)  # one place is free; two registrations wait for it
    with CaptureQueriesContext(connection) as queries:
        late = register()
    assert late.state == "waiting"
    # The query for the same form or contact.
    assert sum('FROM "events_registration"' in each["sql"] for each in queries) == 1
