"""Several dates or events changed by one list action: staff read whom it concerns; sent twice, it counts once."""

from datetime import timedelta

import pytest

from events.models import Event, Occurrence
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse

DATES, EVENTS = "/admin/events/occurrence/", "/admin/events/event/"


@pytest.fixture
def dates(date, register, event):
    """Return two dates with a registration each, and one without."""
    starts = [clock.now() + timedelta(days=days) for days in (11, 12)]
    dates = [date, *(add_date(event, start, start + timedelta(hours=1)) for start in starts)]
    register("Frau Weber", occurrence=dates[0])
    register("Herr Li", occurrence=dates[1], phone="0371 33 50 520")
    Message.objects.all().delete()
    return dates


def message_count(run_jobs, kind):
    run_jobs()
    return Message.objects.filter(kind=kind).count()


def test_cancelling_several_dates_names_them_and_the_recipients(admin_client, dates, run_jobs):
    chosen = {"action": "cancel_dates", "_selected_action": [row.pk for row in dates], "reason": "Rohrbruch"}
    confirmation = parse(admin_client.post(DATES, chosen)).one("main")
    for row in dates:
        assert str(row) in confirmation.text
    assert "Rohrbruch" in confirmation.text and "Frau Weber" in confirmation.text and "Herr Li" in confirmation.text
    assert not Occurrence.objects.filter(status="cancelled").exists()
    for _time in range(2):
        admin_client.post(DATES, {**chosen, "_confirmed": "yes"})
    assert Occurrence.objects.filter(status="cancelled").count() == 3
    assert message_count(run_jobs, "changed") == 2


def test_withdrawing_several_events_twice_notifies_each_person_once(admin_client, dates, event, run_jobs):
    other = Event.objects.create(title="Lesung", slug="lesung", status="published")
    chosen = {"action": "withdraw", "_selected_action": [event.pk, other.pk]}
    confirmation = parse(admin_client.post(EVENTS, chosen)).one("main")
    assert "Gymnastik" in confirmation.text and "Lesung" in confirmation.text
    assert "Frau Weber" in confirmation.text and "Herr Li" in confirmation.text
    assert Event.objects.published().count() == 2
    for _time in range(2):
        assert admin_client.post(EVENTS, {**chosen, "_confirmed": "yes"}).status_code == 302
    assert not Event.objects.published().exists()
    assert message_count(run_jobs, "changed") == 2


def test_deleting_several_sent_twice_deletes_nothing_else_and_is_no_error(admin_client, dates, event):
    gone = [Event.objects.create(title=title, slug=title.lower()) for title in ("Lesung", "Konzert")]
    opened = admin_client.get(EVENTS)
    sent = {**form_on(opened, "changelist-form"), "action": "delete_selected"}
    sent["_selected_action"] = [event.pk, *(row.pk for row in gone)]
    confirmation = admin_client.post(EVENTS, sent)
    main = parse(confirmation).one("main")
    assert "Es sind 2 Menschen angemeldet" in main.text
    form = main.all("form")[0]
    confirmed = {}
    for field in form.all("input", type="hidden"):
        confirmed.setdefault(field["name"], []).append(field["value"])
    assert admin_client.post(EVENTS, confirmed, follow=True).status_code == 200
    again = admin_client.post(EVENTS, confirmed, follow=True)
    assert "„Lesung" in again.text and "gibt es nicht mehr" in again.text
    assert list(Event.objects.all()) == [event]
