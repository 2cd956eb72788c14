"""Subject access requests and erasure of personal data."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common import clock
from kasch_site.pages import barriers
from kasch_site.pages.models import BarrierReport
from kasch_site.visitors.models import SubjectAccessRecord
from kasch_site.visitors.subject_access import requests

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/visitors/subjectaccessrecord/add/"


def staff(role):
    user = User.objects.create_user(f"konto-{uuid4().hex[:6]}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def report():
    barriers.report(description="Die Tür klemmt", contact="ada@example.org")
    barriers.report(description="Die Stufe", contact="0371 33 50 520")


@pytest.mark.parametrize(
    "contact", ["", "a", "@", "Weber", "a@example.org, b@example.org", "a@example.org 0371 123456"]
)
def test_a_request_needs_one_complete_address_or_number(contact):
    assert not requests.is_one_contact(contact)


@pytest.mark.parametrize("contact", ["ada@example.org", " 0371/3350520 ", "+49 371 33 50 520"])
def test_an_address_or_a_number_is_accepted(contact):
    assert requests.is_one_contact(contact)


def test_the_answer_contains_only_data_of_that_person(report, client):
    client.force_login(staff(LEAD))
    page = client.post(ADDRESS, {"contact": "Ada@Example.org"})
    assert "Die Tür klemmt" in page.content.decode()
    assert "Die Stufe" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_an_empty_answer_says_so(client, report):
    client.force_login(staff(LEAD))
    assert "wissen wir nichts" in client.post(ADDRESS, {"contact": "wer@example.org"}).content.decode()


def test_erasing_needs_a_second_button_and_does_not_affect_others(report, client):
    client.force_login(staff(LEAD))
    confirmation = client.post(ADDRESS, {"contact": "ada@example.org", "ask_to_erase": "1"})
    assert "Wirklich alles löschen" in confirmation.content.decode()
    assert BarrierReport.objects.count() == 2
    client.post(ADDRESS, {"contact": "ada@example.org", "erase": "1"})
    assert BarrierReport.objects.get().description == "Die Stufe"


def test_an_anonymous_log_entry_is_kept(report, client):
    client.force_login(staff(LEAD))
    client.post(ADDRESS, {"contact": "ada@example.org"})
    client.post(ADDRESS, {"contact": "ada@example.org", "erase": "1"})
    assert list(SubjectAccessRecord.objects.values_list("kind", "records").order_by("pk")) == [
        ("disclosed", 1),
        ("erased", 1),
    ]
    assert "ada" not in client.get(reverse("admin:visitors_subjectaccessrecord_changelist")).content.decode().casefold()


def test_opening_the_page_neither_searches_nor_logs(report, client):
    client.force_login(staff(LEAD))
    assert client.get(ADDRESS, {"contact": "ada@example.org"}).status_code == 200
    assert not SubjectAccessRecord.objects.exists()


def test_only_the_lead_has_access(report, client):
    client.force_login(staff(EDITORS))
    assert client.post(ADDRESS, {"contact": "ada@example.org"}).status_code == 403
    assert not SubjectAccessRecord.objects.exists()


def test_the_database_accepts_only_two_kinds_of_outcome():
    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectAccessRecord.objects.create(kind="sold", at=clock.now(), records=1)
