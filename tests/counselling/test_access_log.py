"""The access log: reading a waitlist entry is logged like reading a booking."""

import pytest

from counselling import access_log, retention
from counselling.booking.offers import offering
from counselling.booking.person import Person
from counselling.models import AccessLogEntry
from kasch_site.common import clock
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db


def logged(how):
    return set(AccessLogEntry.objects.filter(how=how).values_list("booking_number", "is_waitlist"))


def test_a_call_about_the_waitlist_is_logged(admin_user, topic, slots, book):
    entry, row = waiting(topic, Person("Frau Li", phone="0371 33505")), book(slots[1])
    offer = offering.offer(slots[0], waitlist_entry=entry, until=slots[0].starts_at)
    access_log.log_subjects(admin_user, [f"offer:{offer.pk}", f"booking:{row.pk}"])
    assert logged("call") == {(entry.pk, True), (row.pk, False)}
    AccessLogEntry.objects.all().delete()
    access_log.log_subjects(admin_user, [f"waitlist_entry:{entry.pk}"])
    assert logged("call") == {(entry.pk, True)}


def test_an_export_about_somebody_on_the_waitlist_is_logged(admin_user, topic, slots, book):
    row, entry = book(slots[1], phone="0371 33505"), waiting(topic, Person("Frau Li", phone="0371 33505"))
    retention.log_export(admin_user, "+49 371 33505")
    assert logged("export") == {(entry.pk, True), (row.pk, False)}
    assert AccessLogEntry.objects.filter(at__lte=clock.now(), by=admin_user).count() == 2
