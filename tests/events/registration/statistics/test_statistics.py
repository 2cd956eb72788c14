"""Attendance and the yearly table: counts without names, safe in every spreadsheet."""

import csv
import io
import re
from datetime import date, datetime, time, timedelta
from html import unescape
from uuid import uuid4

import pikepdf
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event, HeadCount, Occurrence, Registration, RegistrationSettings
from events.registration.registrant import Registrant
from events.registration.registrations import register
from events.registration.retention import purge
from events.registration.statistics import attendance
from events.registration.statistics.statistics import year_table
from events.scheduling import changes
from events.scheduling.generation import add_date
from events.staff.registration.todo import todo
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common import clock
from kasch_site.common.export.csv import cell, csv_file

COUNT, NUMBERS = "/admin/events/registration/zaehlen/", "/admin/events/registration/zahlen/"
TODAY = date(2026, 11, 24)


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(clock.local(TODAY, time(12)))


@pytest.fixture
def yesterday(noon, house, event):
    """Return a date of yesterday."""
    return date_days_ago(event, 1)


def date_days_ago(event, days_ago):
    start = clock.local(TODAY - timedelta(days=days_ago), time(10))
    return add_date(event, start, start + timedelta(hours=1))


@pytest.fixture(params=[EDITORS, LEAD])
def staff(request, client, django_user_model, noon, db):
    user = django_user_model.objects.create_user("anna", is_staff=True)
    user.groups.add(Group.objects.get(name=request.param))
    client.force_login(user)
    client.user = user
    return client


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def date_with_parties(event, days_ago, *people):
    """Return a past date with parties of these sizes."""
    RegistrationSettings.objects.get_or_create(event=event)
    row = date_days_ago(event, -days_ago)
    for number, size in enumerate(people):
        register(row, Registrant(f"Frau {number}.A", size, email=f"a{number}@example.org"), uuid4(), by_staff=True)
    start = clock.local(TODAY - timedelta(days=days_ago), time(10))
    Occurrence.objects.filter(pk=row.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    return row


def came(row):
    return HeadCount.objects.get(pk=row.pk).came


# Attendance


def test_a_past_date_is_counted_with_one_number(staff, yesterday):
    assert "Gymnastik Mo, 23.11., 10:00" in text_of(staff.get(COUNT))
    response = staff.post(COUNT, {f"d{yesterday.pk}-came": "12"}, follow=True)
    assert "Eine Zahl ist gespeichert." in text_of(response)
    assert came(yesterday) == 12
    assert "Alles gezählt. Danke!" in text_of(response)


def test_zero_attendance_is_stored_and_an_empty_field_is_not(staff, event, yesterday):
    other = date_days_ago(event, 2)
    staff.post(COUNT, {f"d{yesterday.pk}-came": "0", f"d{other.pk}-came": ""})
    assert came(yesterday) == 0
    assert [row.pk for row in attendance.to_count()] == [other.pk]


def test_a_number_can_be_corrected_or_deleted(staff, yesterday):
    attendance.count(yesterday, 12)
    assert 'value="12"' in staff.get(COUNT).text
    staff.post(COUNT, {f"d{yesterday.pk}-came": "13"})
    assert came(yesterday) == 13
    staff.post(COUNT, {f"d{yesterday.pk}-came": ""})
    assert HeadCount.objects.get().counted_at is None


@pytest.mark.parametrize("entered", ["-1", "viele", "3,5", "5001", "9" * 30])
def test_an_invalid_number_of_people_is_reported_and_preserved(staff, event, yesterday, entered):
    other = date_days_ago(event, 2)
    response = staff.post(COUNT, {f"d{yesterday.pk}-came": entered, f"d{other.pk}-came": "7"})
    assert "Es ist noch nichts gespeichert." in text_of(response)
    assert f'value="{entered}"' in response.text
    assert 'value="7"' in response.text
    assert not HeadCount.objects.exists()


def test_attendance_can_be_entered_on_the_page_of_the_date(staff, yesterday):
    staff.post(f"/admin/events/registration/termin/{yesterday.pk}/", {"do": "count", f"d{yesterday.pk}-came": "5"})
    assert came(yesterday) == 5


def test_cancelled_future_and_long_past_dates_are_not_asked_for(noon, house, event):
    changes.cancel(date_days_ago(event, 3), "krank")
    date_days_ago(event, -3)
    date_days_ago(event, 40)
    assert attendance.to_count() == attendance.others_to_count() == []


def test_staff_are_reminded_of_events_with_registration_or_earlier_counts(staff, event, yesterday):
    other = Event.objects.create(title="Schach", slug="schach", status="published")
    first = date_days_ago(other, 3)
    assert todo(staff.user) == []
    assert {row.pk for row in attendance.others_to_count()} == {yesterday.pk, first.pk}
    RegistrationSettings.objects.create(event=event)
    date_days_ago(other, 2)
    attendance.count(first, 8)
    [item] = todo(staff.user)
    assert (item.url, item.count) == (COUNT, 2)


def test_full_dates_with_a_waitlist_are_on_the_admin_index(staff, event, noon, house):
    RegistrationSettings.objects.create(event=event, places=1)
    row = date_days_ago(event, -3)
    for number in range(2):
        register(row, Registrant("Frau Weber", email=f"a{number}@example.org"), uuid4())
    [item] = todo(staff.user)
    assert item.text == "Bei einem Termin wartet jemand auf einen Platz."
    changes.cancel(row, "krank")
    assert todo(staff.user) == []


@pytest.mark.parametrize("number", [5, 60])
def test_the_attendance_page_has_a_constant_query_count(staff, event, house, number):
    for hours in range(number):
        start = clock.now() - timedelta(hours=hours + 2)
        add_date(event, start, start + timedelta(hours=1))
    staff.get(COUNT)
    with CaptureQueriesContext(connection) as queries:
        assert staff.get(COUNT).text.count('inputmode="numeric"') == number
    assert len(queries) <= 14


# The table


def test_the_table_has_dates_cancelled_dates_attendance_and_missing_counts(house, noon, event):
    row = date_with_parties(event, 30, 2, 3)
    attendance.count(row, 4)
    date_with_parties(event, 2, 1)
    changes.cancel(date_days_ago(event, 5), "krank")
    date_days_ago(event, -5)
    table = year_table(2026)
    assert [(title, tally.cells) for title, tally in table.events] == [("Gymnastik", (2, 1, 4, 6, 1))]
    assert [(month.month, tally.cells) for month, tally in table.months] == [
        (10, (1, 0, 4, 5, 0)),
        (11, (1, 1, 0, 1, 1)),
    ]
    assert table.total.cells == (2, 1, 4, 6, 1)
    assert year_table(2025).total.cells == (0, 0, 0, 0, 0)


def test_cancelled_and_waiting_registrations_are_not_counted(house, noon, event):
    row = date_with_parties(event, 1, 2, 3)
    Registration.objects.filter(capacity=row.pk, people=3).update(state="waiting")
    assert year_table(2026).total.signed_up == 2


def test_counts_are_kept_when_names_are_erased(house, noon, event, time_machine):
    date_with_parties(event, 2, 2, 3)
    before = year_table(2026).total.cells
    time_machine.move_to(clock.now() + timedelta(days=31))
    assert purge(clock.now()) == 2
    assert not Registration.objects.exists()
    assert year_table(2026).total.cells == before
    purge(clock.now())
    assert year_table(2026).total.cells == before


def test_a_year_begins_and_ends_in_local_time(house, time_machine, event):
    time_machine.move_to(datetime.fromisoformat("2027-01-02T12:00+01:00"))
    for start in ("2026-12-31T23:30+01:00", "2027-01-01T00:00+01:00"):
        moment = datetime.fromisoformat(start)
        add_date(event, moment, moment + timedelta(minutes=20))
    assert [year_table(year).total.dates for year in (2026, 2027)] == [1, 1]


def test_two_events_with_one_title_are_two_rows_and_drafts_are_omitted(house, noon, event):
    date_days_ago(event, 1)
    date_days_ago(Event.objects.create(title="Gymnastik", slug="gymnastik-2", status="published"), 1)
    draft = date_days_ago(Event.objects.create(title="Probe", slug="probe", status="draft"), 1)
    assert [title for title, _tally in year_table(2026).events] == ["Gymnastik", "Gymnastik"]
    attendance.count(draft, 3)
    assert "Probe" in year_table(2026).titles.values()


def test_the_table_has_a_constant_query_count(house, noon, event):
    counts = []
    for days in (range(1, 6), range(6, 66)):
        for day in days:
            date_days_ago(event, day)
        with CaptureQueriesContext(connection) as queries:
            year_table(2026)
        counts.append(len(queries))
    assert counts == [2, 2]


def test_the_page_shows_a_year_and_links_to_the_others(staff, house, event):
    date_days_ago(event, 400)
    attendance.count(date_days_ago(event, 1), 9)
    text = text_of(staff.get(NUMBERS))
    assert "Zahlen für Förderer: 2026" in text
    assert "November 1 0 9 0 0" in text
    assert "Zahlen für Förderer: 2025" in text_of(staff.get(f"{NUMBERS}?jahr=2025"))
    assert "Zahlen für Förderer: 2026" in text_of(staff.get(f"{NUMBERS}?jahr=unendlich"))


@pytest.mark.parametrize("year", [1, 1900, 2024, 9999, 123456])
@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_a_year_without_data_has_no_file(staff, yesterday, year, kind):
    assert staff.get(f"{NUMBERS}{year}/{kind}/").status_code == 404


HOSTILE = [
    '=HYPERLINK("http://evil.example";"x")',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "＝1",
    'a;b"c',
    "'=1",
    "\r=1",
]


def test_the_spreadsheet_file_has_every_month_and_no_formula(staff, house):
    for number, title in enumerate(HOSTILE):
        date_days_ago(Event.objects.create(title=title, slug=f"e{number}", status="published"), 1)
    response = staff.get(f"{NUMBERS}2026/csv/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="zahlen-2026.csv"'
    assert response.content.startswith("\ufeffVeranstaltung;Monat;Termine;".encode())
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {7}
    assert rows[-1] == ["Summe", "2026", "10", "0", "0", "0", "10"]
    assert len(rows) == 12
    titles = [row[0] for row in rows[1:-1]]
    assert 'a;b"c' in titles
    assert all(title == 'a;b"c' or title.startswith("'") for title in titles)
    assert {row[1] for row in rows[1:-1]} == {"November 2026"}


@given(st.text())
def test_no_text_becomes_a_formula(text):
    [[cell]] = csv.reader(io.StringIO(csv_file([[text]]).decode("utf-8-sig"), newline=""), delimiter=";") or [[""]]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\n" not in cell


def test_numbers_are_exported_as_numbers():
    assert [cell(value) for value in (0, -3, 12)] == [0, -3, 12]


@pytest.mark.parametrize("title", ["Gymnastik", *HOSTILE, '#import "/etc/passwd"', "$x$ *_`", "漢字 😀", "x" * 120])
def test_the_pdf_is_tagged_and_contains_every_number_for_any_title(client, admin_user, house, noon, title):
    client.force_login(admin_user)
    event = Event.objects.create(title=title, slug="e", status="published")
    attendance.count(date_days_ago(event, 1), 47)
    response = client.get(f"{NUMBERS}2026/pdf/")
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "de"
        assert str(pdf.docinfo.Title) == "Veranstaltungen 2026 in Zahlen"
    import pypdfium2

    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(response.content))
    assert "47" in text
    assert "Nach Monaten" in text


def test_an_empty_year_has_a_pdf_too(client, admin_user, house, noon):
    client.force_login(admin_user)
    assert client.get(f"{NUMBERS}2026/pdf/").content.startswith(b"%PDF")


def test_users_without_a_role_see_no_statistics(client, django_user_model, yesterday):
    client.force_login(django_user_model.objects.create_user("gast", is_staff=True))
    for address in (COUNT, NUMBERS, f"{NUMBERS}2026/csv/", f"{NUMBERS}2026/pdf/"):
        assert client.get(address).status_code == 403
    assert client.post(COUNT, {f"d{yesterday.pk}-came": "3"}).status_code == 403
    assert not HeadCount.objects.exists()
