"""The example section takes requests from persons without an account, from the form to erasure."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from kasch_site.common import clock
from kasch_site.common.forms import guard
from kasch_site.common.rate_limits import limits
from kasch_site.messaging.models import Channel, Message
from kasch_site.visitors.models import AccessToken
from kasch_site.visitors.subject_access import requests
from kasch_site.worker.execution import run_due_jobs
from tests.example_section import messages, repairs
from tests.example_section.models import RETENTION, Repair

pytestmark = pytest.mark.django_db
FORM = "/puppenklinik/"
LOOK_UP = "/puppenklinik/meine/"


@pytest.fixture(autouse=True)
def tuesday_morning(house, time_machine):
    """Set the clock to Tuesday morning; return that time."""
    moment = clock.local(clock.today()) + timedelta(hours=10)
    time_machine.move_to(moment)
    return moment


def in_days(days):
    return clock.today() + timedelta(days=days)


def form_data(client, days=5, **others):
    """Return the data of the filled-in form, as a browser sends it."""
    page = client.get(FORM).content.decode()
    token = re.search(rf'name="{guard.TOKEN}" value="([^"]+)"', page)[1]
    typed = {"name": "Frau Käthe Kruse", "doll": "Lotte", "day": in_days(days).isoformat(), "contact": "k@example.org"}
    return {guard.TOKEN: token, **typed, **others}


@pytest.fixture
def send(client, time_machine):
    """Return a function that fills in and submits the form, and returns the response."""

    def submit(**others):
        sent = form_data(client, **others)
        time_machine.shift(10)
        return client.post(FORM, sent)

    return submit


@pytest.fixture
def repair():
    fields = {"name": "Frau Käthe Kruse", "doll": "Lotte", "day": in_days(5), "email": "k@example.org"}
    return repairs.request(uuid4(), **fields)


@pytest.fixture
def own(repair):
    """Return the URL of the person's own page."""
    return messages.MANAGE.url_for(repair)


def mails():
    run_due_jobs("test")
    return mail.outbox


def test_the_form_leads_to_the_own_page(send, client):
    response = send()
    page = client.get(response["Location"]).content.decode()
    repair = Repair.objects.get()
    assert "Lotte: angemeldet" in page and str(repair) in page
    assert (repair.email_key, repair.day) == ("k@example.org", in_days(5))


def test_the_same_form_sent_twice_is_one_request_and_one_mail(client, time_machine):
    sent = form_data(client)
    time_machine.shift(10)
    first, second = client.post(FORM, sent), client.post(FORM, sent)
    pages = [client.get(response["Location"]).content.decode() for response in (first, second)]
    assert all("Lotte: angemeldet" in page for page in pages)
    assert Repair.objects.count() == 1 and len(mails()) == 1


def test_the_database_refuses_a_second_request_of_one_form(repair):
    copy = Repair(
        name="X", doll="Y", day=in_days(2), email="x@example.org", created_at=clock.now(),
        idempotency_key=repair.idempotency_key,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Repair.objects.bulk_create([copy])


@pytest.mark.parametrize("contact", [{}, {"email": "x@example.org", "phone": "0371 12345"}])
def test_the_database_requires_exactly_one_contact(contact):
    with pytest.raises(IntegrityError), transaction.atomic():
        repairs.request(uuid4(), name="X", doll="Y", day=in_days(2), **contact)


def test_a_wrong_form_keeps_what_was_typed(send):
    response = send(contact="nirgends", doll="Lotte mit dem Hut")
    assert response.status_code == 422 and "Lotte mit dem Hut" in response.content.decode()
    assert not Repair.objects.exists()


def test_a_form_sent_too_often_is_refused_with_what_was_typed(send, monkeypatch):
    monkeypatch.setattr("kasch_site.visitors.web.counted.allow", lambda limit, client: limit is not limits.FORMS)
    response = send()
    assert response.status_code == 429 and "Lotte" in response.content.decode()


def test_a_mail_confirms_with_code_and_link_and_a_neutral_subject(send, client):
    send()
    [sent] = mails()
    assert sent.to == ["k@example.org"] and str(Repair.objects.get()) in sent.body
    assert "Lotte" not in sent.subject and "Kruse" not in sent.subject
    link = re.search(r"http://localhost(\S+)", sent.body)[1]
    assert "Lotte: angemeldet" in client.get(link).content.decode()


def test_a_person_with_a_number_alone_gets_no_call_about_what_is_on_the_screen(send, client):
    response = send(contact="0371 456789")
    assert "Schreiben Sie sich den Code auf" in client.get(response["Location"]).content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(("letters", "is_found"), [("Kru", True), ("käthe", True), ("Kar", False), ("K", False)])
def test_code_and_letters_lead_to_the_own_page_and_every_mistake_looks_the_same(client, repair, letters, is_found):
    response = client.post(LOOK_UP, {"code": f"{repair}".lower(), "letters": letters})
    assert response.status_code == (302 if is_found else 422)
    if is_found:
        assert "Lotte" in client.get(response["Location"]).content.decode()
    else:
        assert "Code und Name passen nicht zusammen" in response.content.decode()


def test_an_unknown_and_an_expired_link_get_the_same_page(client, own, time_machine):
    unknown = client.get("/puppenklinik/meine/unbekannt/")
    time_machine.shift(timedelta(days=5) + RETENTION + timedelta(days=1))
    expired = client.get(own)
    assert unknown.status_code == expired.status_code == 404
    assert "Dieser Link gilt nicht mehr" in expired.content.decode()


def test_the_own_page_is_not_cached_and_reading_it_changes_nothing(client, own):
    before = (Repair.objects.get().state, AccessToken.objects.count())
    for page in (own, f"{own}tag/", f"{own}absagen/"):
        response = client.get(page)
        assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"
    assert (Repair.objects.get().state, AccessToken.objects.count()) == before


def test_a_change_is_made_on_the_own_page_and_confirmed_by_mail(client, own):
    assert "An welchem Tag?" in client.get(f"{own}tag/").content.decode()
    assert client.post(f"{own}tag/", {"day": in_days(8).isoformat()})["Location"] == own
    assert Repair.objects.get().day == in_days(8)
    assert "Neuer Tag" in mails()[-1].body


def test_a_change_that_is_too_late_is_refused_and_keeps_what_was_typed(client, own, repair):
    repairs.cancel(repair)
    response = client.post(f"{own}tag/", {"day": in_days(8).isoformat()})
    assert response.status_code == 422 and "Daran ist nichts mehr zu ändern" in response.content.decode()


def test_cancelling_asks_first_and_is_confirmed_by_mail(client, own):
    assert "Ja, abmelden" in client.get(f"{own}absagen/").content.decode()
    assert Repair.objects.get().state == "asked"
    assert client.post(f"{own}absagen/")["Location"] == own
    assert client.post(f"{own}absagen/")["Location"] == own
    assert Repair.objects.get().state == "cancelled"
    assert [sent.body for sent in mails() if "abgemeldet" in sent.body] != []
    assert client.get(f"{own}absagen/")["Location"] == own, "there is nothing to ask any more"


def test_cancelling_too_late_is_refused_on_the_own_page(client, own, repair, time_machine):
    time_machine.shift(timedelta(days=6))
    response = client.post(f"{own}absagen/")
    assert response.status_code == 422 and "Daran ist nichts mehr zu ändern" in response.content.decode()


def remind(moment):
    messages.remind(moment)
    return Message.objects.filter(kind="reminder")


def test_everybody_is_reminded_once_of_a_day(repair, time_machine):
    assert not remind(clock.now()), "too early"
    time_machine.shift(timedelta(days=3, hours=2))
    assert len(remind(clock.now())) == 1
    assert len(remind(clock.now() + timedelta(hours=1))) == 1
    repairs.change(repair, in_days(1))
    assert len(remind(clock.now() + timedelta(hours=1))) == 1, "the message about the change includes it"
    assert len(remind(clock.now() + timedelta(hours=13))) == 2, "another day is another reminder"


def test_a_person_who_has_cancelled_or_has_just_asked_is_not_reminded(repair, time_machine):
    repairs.request(uuid4(), name="Bär", doll="Bär", day=in_days(4), phone="0371 45678")
    time_machine.shift(timedelta(days=3, hours=2))
    repairs.cancel(repair)
    repairs.request(uuid4(), name="Neu", doll="Neu", day=in_days(1), phone="0371 45678")
    [reminder] = remind(clock.now())
    assert reminder.channel == Channel.PHONE


def test_a_repair_is_erased_on_time_with_its_links_and_messages(repair, own, time_machine):
    time_machine.shift(timedelta(days=5) + RETENTION)
    call_command("purge", verbosity=0)
    assert Repair.objects.exists()
    time_machine.shift(timedelta(days=1))
    call_command("purge", verbosity=0)
    assert not Repair.objects.exists() and not AccessToken.objects.exists()
    assert not Message.objects.filter(section=messages.SECTION).exists()


def test_a_subject_access_request_finds_all_data_in_any_spelling(repair):
    [known] = requests.look_up("K@Example.ORG")
    [record] = known.records
    assert known.section == "Puppenklinik"
    assert {"Lotte", "Frau Käthe Kruse", "k@example.org", in_days(5), str(repair)} <= set(record.values())


def test_a_person_is_erased_on_request_without_a_mail(repair, own, admin_user):
    assert requests.erase("k@example.org", admin_user) == 1
    assert not Repair.objects.exists() and not AccessToken.objects.exists() and mails() == []


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("kruse", True), ("kathe", True), ("k@example", True), ("Lotte", False), ("weber", False)],
)
def test_staff_find_a_request_in_their_list(admin_client, repair, query, is_found):
    page = admin_client.get(reverse("admin:example_section_repair_changelist"), {"q": query}).content.decode()
    assert (str(repair) in page) is is_found


def test_staff_find_a_request_by_its_code_and_open_it(admin_client, repair):
    page = admin_client.get(reverse("admin:example_section_repair_changelist"), {"q": str(repair)}).content.decode()
    address = reverse("admin:example_section_repair_change", args=[repair.pk])
    assert address in page and "Lotte" in admin_client.get(address).content.decode()


def test_staff_delete_nothing(admin_client, repair):
    assert admin_client.post(reverse("admin:example_section_repair_delete", args=[repair.pk])).status_code == 403
