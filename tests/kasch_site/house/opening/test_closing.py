"""A closing day: staff preview its effects, confirm, and every section cancels its entries."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kasch_site.accounts.roles import LEAD
from kasch_site.common.models import OldAddress
from kasch_site.common.sections import ClosingProvider, Entry, Section
from kasch_site.house.models import ClosingDay, OtherHours

ZONE = ZoneInfo("Europe/Berlin")
ADD = "admin:house_closingday_add"


class Workshop(Section, ClosingProvider):
    """A section with an entry at three o'clock every day from 20 to 26 December 2026."""

    def __init__(self, key, title):
        self.key, self.title = key, title

    @property
    def closed(self):
        """Return the cancelled days; stored in the database, so that a dry run rolls them back."""
        noted = OldAddress.objects.filter(path__startswith=f"{self.key}:").order_by("pk")
        parts = [row.path.split(":", 3)[1:] for row in noted]
        return [(date.fromisoformat(first), date.fromisoformat(last), reason) for first, last, reason in parts]

    def effects_of_closing(self, first, last):
        days = [date(2026, 12, day) for day in range(20, 27)]
        return [self.entry(day) for day in days if first <= day <= last]

    def entry(self, day):
        start = datetime(day.year, day.month, day.day, 15, tzinfo=ZONE)
        key = f"{self.key}:{day}"
        end = start + timedelta(hours=2)
        return Entry(key, self.title, start, end, "/", self.key, where="Werkstatt", changed_at=start)

    def close(self, first, last, reason):
        OldAddress.objects.get_or_create(path=f"{self.key}:{first}:{last}:{reason}", target="/")
        return len(self.effects_of_closing(first, last))


@pytest.fixture
def workshops(monkeypatch, time_machine):
    time_machine.move_to("2026-11-22T12:00+01:00")
    workshops = (Workshop("wood", "Holzwerkstatt"), Workshop("sewing", "Nähen <b>"))
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: workshops)
    return workshops


@pytest.fixture
def lead(client, workshops, log_in):
    log_in()
    return client


@pytest.fixture
def log_in(client, django_user_model, db):
    """Log in again, because the session expires when the clock is moved."""
    user = django_user_model.objects.create_user("leitung", is_staff=True)
    user.groups.add(Group.objects.get(name=LEAD))
    return lambda: client.force_login(user)


PAUSE = {"name": "Winterpause", "first_day": "24.12.2026", "last_day": "31.12.2026"}


def test_before_saving_staff_see_what_would_be_cancelled(lead, workshops):
    text = lead.post(reverse(ADD), PAUSE).text
    assert "Geschlossen: Do, 24.12. bis Do, 31. Dezember 2026" in text
    assert "6 Termine fallen aus." in text
    assert "Do, 24. Dezember 2026, 15–17 Uhr: Holzwerkstatt (Werkstatt)" in text
    assert "Sa, 26. Dezember 2026, 15–17 Uhr: Nähen &lt;b&gt; (Werkstatt)" in text
    assert "23. Dezember" not in text
    assert not ClosingDay.objects.exists()
    assert not any(workshop.closed for workshop in workshops)


def test_confirming_closes_every_section_with_the_reason(lead, workshops):
    response = lead.post(reverse(ADD), PAUSE | {"_confirmed": "1"}, follow=True)
    assert "6 Termine sind abgesagt." in response.text
    assert ClosingDay.objects.get().last_day == date(2026, 12, 31)
    for workshop in workshops:
        assert workshop.closed == [(date(2026, 12, 24), date(2026, 12, 31), "Winterpause")]


def test_one_affected_date_is_written_in_the_singular(lead, workshops, monkeypatch):
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: workshops[:1])
    assert "Ein Termin fällt aus." in lead.post(reverse(ADD), PAUSE | {"last_day": ""}).text


def test_a_closing_that_affects_nothing_is_saved_at_once(lead, workshops):
    response = lead.post(reverse(ADD), PAUSE | {"first_day": "27.12.2026"})
    assert response.status_code == 302
    assert ClosingDay.objects.count() == 1


def test_closings_may_overlap(lead, workshops):
    for name in ("Winterpause", "Inventur"):
        assert lead.post(reverse(ADD), PAUSE | {"name": name, "_confirmed": "1"}).status_code == 302
    assert ClosingDay.objects.count() == 2


def test_past_days_cancel_nothing(lead, workshops, time_machine, log_in):
    time_machine.move_to("2026-12-26T12:00+01:00")
    log_in()
    assert "2 Termine fallen aus." in lead.post(reverse(ADD), PAUSE).text
    lead.post(reverse(ADD), PAUSE | {"_confirmed": "1"})
    assert workshops[0].closed == [(date(2026, 12, 26), date(2026, 12, 31), "Winterpause")]
    time_machine.move_to("2027-02-01T12:00+01:00")
    log_in()
    assert lead.post(reverse(ADD), PAUSE | {"name": "Nachgetragen"}).status_code == 302
    assert len(workshops[0].closed) == 1


def test_a_long_list_is_truncated_with_the_number_of_omitted_entries(lead, workshops, monkeypatch):
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: workshops * 10)
    text = lead.post(reverse(ADD), PAUSE | {"first_day": "20.12.2026"}).text
    assert "140 Termine fallen aus." in text
    assert "und 80 weitere" in text


def test_moving_or_deleting_a_closing_states_what_is_not_restored(lead, workshops):
    lead.post(reverse(ADD), PAUSE | {"_confirmed": "1"})
    pk = ClosingDay.objects.get().pk
    data = PAUSE | {"first_day": "28.12.2026"}
    response = lead.post(reverse("admin:house_closingday_change", args=[pk]), data, follow=True)
    assert "bleiben abgesagt" in response.text
    response = lead.post(reverse("admin:house_closingday_delete", args=[pk]), {"post": "yes"}, follow=True)
    assert "bleiben abgesagt" in response.text


def test_special_hours_on_a_closing_day_are_refused_naming_the_closing(lead, workshops):
    ClosingDay.objects.create(name="Winterpause", first_day=date(2026, 12, 24), last_day=date(2026, 12, 31))
    data = {"name": "Silvester", "first_day": "31.12.2026", "opens": "10:00", "closes": "12:00"}
    response = lead.post(reverse("admin:house_otherhours_add"), data, follow=True)
    assert "ist das Haus geschlossen: Winterpause, Do, 24.12. bis Do, 31. Dezember 2026" in response.text
    assert not OtherHours.objects.exists()


def test_a_closing_over_special_hours_is_refused_naming_them(lead, workshops):
    day = date(2026, 12, 30)
    OtherHours.objects.create(name="Basar", first_day=day, last_day=day, opens=time(10), closes=time(12))
    response = lead.post(reverse(ADD), PAUSE | {"_confirmed": "1"}, follow=True)
    assert "ist eine Öffnungszeit eingetragen: Basar, Mi, 30. Dezember 2026" in response.text
    assert not ClosingDay.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"first_day": "32.12.2026"},
        {"first_day": "24.12.9999"},
        {"last_day": "24.12.9999"},
        {"last_day": "23.12.2026"},
        {"first_day": ""},
        {"name": ""},
        {"name": "x" * 121},
        {"first_day": "\x00"},
    ],
)
def test_invalid_input_is_refused_with_a_message_at_the_field(lead, workshops, changes):
    response = lead.post(reverse(ADD), PAUSE | changes)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert not ClosingDay.objects.exists()
