"""Before saving staff see the recipients of notifications, and may suppress them."""

import re
from datetime import time
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Occurrence, OccurrenceCapacity, OnSpecialDay
from events.registration.registrant import Registrant
from events.registration.registrations import register
from events.scheduling.generation import make_dates
from kasch_site.accounts.roles import LEAD
from kasch_site.common import clock
from kasch_site.house.models import ClosingDay
from kasch_site.messaging.models import Message
from tests.events.staff.registration.test_settings import ON, save, save_date

pytestmark = pytest.mark.django_db
DATES = "/admin/events/occurrence/"


@pytest.fixture
def lead(client, django_user_model):
    user = django_user_model.objects.create_user("leitung", is_staff=True)
    user.groups.add(Group.objects.get(name=LEAD))
    client.force_login(user)
    return client


@pytest.fixture
def noon_date(house, event, registration_settings):
    """Return the next date of a series at noon, with one registrant reached by mail and one by phone."""
    today = clock.today()
    event.series.create(weekday=(today.weekday() + 3) % 7, starts_on=today, starts_at=time(12), ends_at=time(13))
    make_dates(today)
    date = Occurrence.objects.upcoming().order_by("starts_at").first()
    register(date, Registrant("Frau Weber", email="weber@example.org"), uuid4())
    register(date, Registrant("Herr Li", phone="0371 33 50 520"), uuid4())
    Message.objects.all().delete()
    return date


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def reload(date):
    return Occurrence.objects.get(pk=date.pk)


def changes_notified(run_jobs):
    run_jobs()
    return sorted(Message.objects.filter(kind="changed").values_list("channel", flat=True))


RECIPIENTS = "1 E-Mail, 1 Anruf"


def run_action(client, action, date, **more):
    return client.post(DATES, {"action": action, "_selected_action": [date.pk], **more}, follow=True)


@pytest.mark.parametrize(("answer", "channels"), [("yes", ["mail", "phone"]), ("without_notification", [])])
def test_the_form_of_a_date_previews_notifications(lead, noon_date, run_jobs, answer, channels):
    confirmation = save_date(lead, noon_date, places="2", status="cancelled", reason="krank")
    assert RECIPIENTS in text_of(confirmation)
    assert "Speichern ohne Nachricht" in text_of(confirmation)
    assert not reload(noon_date).is_cancelled
    assert changes_notified(run_jobs) == []
    save_date(lead, noon_date, places="2", status="cancelled", reason="krank", _confirmed=answer)
    assert reload(noon_date).is_cancelled
    assert changes_notified(run_jobs) == channels


def test_the_confirmation_page_shows_text_and_recipients(lead, noon_date):
    confirmation = text_of(run_action(lead, "cancel_dates", noon_date, reason="Die Köchin ist krank"))
    assert "Entfällt. Grund: Die Köchin ist krank" in confirmation
    assert "per E-Mail: Frau Weber" in confirmation
    assert "per Anruf: Herr Li" in confirmation


def test_many_recipients_are_counted(lead, event, registration_settings, noon_date):
    OccurrenceCapacity.objects.update(places=60)
    for number in range(30):
        register(noon_date, Registrant(f"Gast {number:02d}", email=f"{number}@example.org"), uuid4())
    confirmation = text_of(run_action(lead, "cancel_dates", noon_date, reason="krank"))
    assert "31 E-Mails, 1 Anruf" in confirmation
    assert "Gast 18 und 11 weitere" in confirmation


@pytest.mark.parametrize(("answer", "channels"), [("yes", ["mail", "phone"]), ("without_notification", [])])
def test_a_list_action_asks_for_confirmation_too(lead, noon_date, run_jobs, answer, channels):
    confirmation = run_action(lead, "cancel_dates", noon_date, reason="krank")
    assert RECIPIENTS in text_of(confirmation)
    assert 'name="reason" value="krank"' in confirmation.text
    assert f'href="{DATES}">Nein, zurück' in confirmation.text
    assert "Zurück zum Formular" not in confirmation.text
    assert "Ein Termin entfällt" not in text_of(confirmation)
    assert not reload(noon_date).is_cancelled
    done = run_action(lead, "cancel_dates", noon_date, reason="krank", _confirmed=answer)
    assert "Ein Termin entfällt" in text_of(done)
    assert reload(noon_date).is_cancelled
    assert changes_notified(run_jobs) == channels


@pytest.mark.parametrize("action", ["restore_dates", "return_to_series"])
def test_restoring_an_announced_cancellation_asks_for_confirmation(lead, noon_date, run_jobs, action):
    run_action(lead, "cancel_dates", noon_date, reason="krank", _confirmed="without_notification")
    assert RECIPIENTS in text_of(run_action(lead, action, noon_date))
    run_action(lead, action, noon_date, _confirmed="yes")
    assert changes_notified(run_jobs) == ["mail", "phone"]


def test_an_action_on_dates_without_registrations_needs_no_confirmation(lead, noon_date):
    other = Occurrence.objects.exclude(pk=noon_date.pk).upcoming().order_by("starts_at").first()
    assert "Ein Termin entfällt" in text_of(run_action(lead, "cancel_dates", other, reason="krank"))
    assert reload(other).is_cancelled


def test_a_missing_reason_is_reported_before_the_confirmation(lead, noon_date):
    assert "Bitte einen Grund nennen" in text_of(run_action(lead, "cancel_dates", noon_date))


@pytest.mark.parametrize(("answer", "channels"), [("yes", ["mail", "phone"]), ("without_notification", [])])
def test_registrants_are_notified_of_another_title_or_place(lead, event, noon_date, run_jobs, answer, channels):
    data = ON | {"places": "2"}
    confirmation = save(lead, event, data, place="Stadtpark", title="Gymnastik im Freien", registration="required")
    assert "Gymnastik im Freien" in text_of(confirmation)
    assert RECIPIENTS in text_of(confirmation)
    assert Event.objects.get().place == ""
    more = {"place": "Stadtpark", "title": "Gymnastik im Freien", "sign_up": "required"}
    save(lead, event, data, **more, _confirmed=answer)
    assert Event.objects.get().place == "Stadtpark"
    assert changes_notified(run_jobs) == channels


def test_another_time_of_a_series_notifies_registrants_once_per_date(lead, event, noon_date, run_jobs):
    series = event.series.get()
    rule = {"frequency": "weekly", "interval": "1", "nth": "", "weekday": series.weekday, "until": "", "count": ""}
    rule |= {"starts_on": f"{series.starts_on:%Y-%m-%d}", "starts_at": "14:00", "ends_at": "15:00", "id": series.pk}
    rule |= {f"on_{day}": "keep" for day in ("public_holidays", "school_holidays", "closing_days")}
    more = {"series-TOTAL_FORMS": 1, "series-INITIAL_FORMS": 1, "series-0-event": event.pk, "sign_up": "required"}
    more |= {f"series-0-{name}": value for name, value in rule.items()}
    confirmation = save(lead, event, ON | {"places": "2"}, **more)
    assert "14–15 Uhr: 1 E-Mail, 1 Anruf" in text_of(confirmation)
    assert "ändern sich" in text_of(confirmation)
    save(lead, event, ON | {"places": "2"}, **more, _confirmed="yes")
    assert changes_notified(run_jobs) == ["mail", "phone"]


def test_changing_the_category_notifies_nobody(lead, event, noon_date, run_jobs):
    response = save(lead, event, ON | {"places": "2"}, summary="Für alle", registration="required")
    assert RECIPIENTS not in text_of(response)
    assert Event.objects.get().summary == "Für alle"
    assert changes_notified(run_jobs) == []


@pytest.mark.parametrize(("answer", "channels"), [("yes", ["mail", "phone"]), ("without_notification", [])])
def test_closing_the_house_previews_notifications(lead, event, noon_date, run_jobs, answer, channels):
    day = timezone.localdate(noon_date.starts_at)
    form = {"name": "Inventur", "first_day": f"{day:%d.%m.%Y}", "last_day": f"{day:%d.%m.%Y}"}
    confirmation = lead.post(reverse("admin:house_closingday_add"), form)
    assert RECIPIENTS in text_of(confirmation)
    assert "Ein Termin fällt aus." in text_of(confirmation)
    assert not reload(noon_date).is_cancelled
    assert not ClosingDay.objects.exists()
    lead.post(reverse("admin:house_closingday_add"), form | {"_confirmed": answer})
    assert reload(noon_date).is_cancelled
    assert changes_notified(run_jobs) == channels


def test_a_registered_date_dropped_by_its_series_is_announced_and_kept(lead, event, noon_date, run_jobs):
    event.series.update(on_closing_days=OnSpecialDay.SKIP)
    day = timezone.localdate(noon_date.starts_at)
    form = {"name": "Inventur", "first_day": f"{day:%d.%m.%Y}", "last_day": f"{day:%d.%m.%Y}"}
    assert RECIPIENTS in text_of(lead.post(reverse("admin:house_closingday_add"), form))


def test_notifications_caused_by_another_save_are_not_attributed_to_this_one(lead, noon_date):
    from events.scheduling import changes

    other = Occurrence.objects.exclude(pk=noon_date.pk).upcoming().order_by("starts_at").first()
    changes.cancel(noon_date, "krank")  # nobody has been told yet
    assert "Ein Termin entfällt" in text_of(run_action(lead, "cancel_dates", other, reason="Ferien"))
    assert OccurrenceCapacity.objects.pending_notifications().count() == 1


def test_persons_on_the_waitlist_are_notified_too(lead, noon_date, run_jobs):
    register(noon_date, Registrant("Frau Kurz", email="kurz@example.org"), uuid4())
    assert "2 E-Mails, 1 Anruf" in text_of(run_action(lead, "cancel_dates", noon_date, reason="krank"))


def test_the_dry_run_leaves_no_message(lead, noon_date, run_jobs):
    run_action(lead, "cancel_dates", noon_date, reason="krank")
    run_jobs()
    assert not Message.objects.exists()


# Deleting a closing day, and special days with rules of series


@pytest.fixture
def closed(lead, noon_date, run_jobs):
    """Create a closing day on the date, of which everybody was notified."""
    day = timezone.localdate(noon_date.starts_at)
    form = {"name": "Inventur", "first_day": f"{day:%d.%m.%Y}", "last_day": f"{day:%d.%m.%Y}"}
    lead.post(reverse("admin:house_closingday_add"), form | {"_confirmed": "yes"})
    run_jobs()
    Message.objects.filter(state="waiting").update(state="done", finished_at=clock.now())
    assert reload(noon_date).is_cancelled
    return ClosingDay.objects.get()


@pytest.mark.parametrize(("answer", "channels"), [("yes", ["mail", "phone"]), ("without_notification", [])])
def test_deleting_a_closing_day_previews_notifications(lead, noon_date, closed, run_jobs, answer, channels):
    address = reverse("admin:house_closingday_delete", args=[closed.pk])
    confirmation = text_of(lead.get(address))
    assert RECIPIENTS in confirmation
    assert "Findet doch statt." in confirmation
    assert "per Anruf: Herr Li" in confirmation
    assert "Löschen ohne Nachricht" in confirmation
    assert reload(noon_date).is_cancelled
    Message.objects.all().delete()
    lead.post(address, {"post": "yes", "_confirmed": answer})
    assert not ClosingDay.objects.exists()
    assert not reload(noon_date).is_cancelled
    assert changes_notified(run_jobs) == channels


def test_registrations_made_during_confirmation_are_not_notified_unasked(lead, noon_date, closed, run_jobs):
    address = reverse("admin:house_closingday_delete", args=[closed.pk])
    response = lead.post(address, {"post": "yes"}, follow=True)
    assert ClosingDay.objects.exists()
    assert "Löschen und Nachricht senden" in text_of(response)
    assert "finden an den frei gewordenen Tagen wieder statt" not in text_of(response)


def test_a_closing_day_without_notifications_is_deleted_without_preview(lead, house):
    period = ClosingDay.objects.create(name="Inventur", first_day=clock.today(), last_day=clock.today())
    address = reverse("admin:house_closingday_delete", args=[period.pk])
    assert "Ja, löschen" in lead.get(address).text
    lead.post(address, {"post": "yes"})
    assert not ClosingDay.objects.exists()


@pytest.mark.parametrize(("answer", "channels"), [("yes", ["mail", "phone"]), ("without_notification", [])])
def test_deleting_closing_days_in_the_list_asks_for_confirmation_too(
    lead, noon_date, closed, run_jobs, answer, channels
):
    Message.objects.all().delete()
    chosen = {"action": "delete_selected", "_selected_action": [closed.pk], "post": "yes"}
    address = reverse("admin:house_closingday_changelist")
    confirmation = lead.post(address, chosen)
    assert RECIPIENTS in text_of(confirmation)
    assert ClosingDay.objects.exists()
    lead.post(address, {**chosen, "_confirmed": answer})
    assert not ClosingDay.objects.exists()
    assert changes_notified(run_jobs) == channels


@pytest.mark.parametrize("kind", ["publicholiday", "schoolholiday"])
@pytest.mark.parametrize(("answer", "channels"), [("yes", ["mail", "phone"]), ("without_notification", [])])
def test_a_holiday_that_cancels_a_series_asks_and_takes_effect_at_once(
    lead, event, noon_date, run_jobs, kind, answer, channels
):
    event.series.update(on_public_holidays=OnSpecialDay.CANCEL, on_school_holidays=OnSpecialDay.CANCEL)
    day = timezone.localdate(noon_date.starts_at)
    form = {"name": "Stadtfest", "first_day": f"{day:%d.%m.%Y}", "last_day": f"{day:%d.%m.%Y}"}
    address = reverse(f"admin:house_{kind}_add")
    assert RECIPIENTS in text_of(lead.post(address, form))
    assert not reload(noon_date).is_cancelled
    lead.post(address, {**form, "_confirmed": answer})
    assert reload(noon_date).is_cancelled
    assert changes_notified(run_jobs) == channels
