"""Statistics for funders: rounded, complete over the years, and without personal data."""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from counselling import retention, statistics
from counselling.models import Booking, ConsultationCount, Counsellor, Slot, Topic
from kasch_site.common.export.rounding import NOTE, rounded
from kasch_site.house.models import Language
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message
from tests.support.browser.markup import parse

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def housing():
    return Topic.objects.create(name="Wohngeld", slug="wohngeld", status="published")


@pytest.fixture
def law():
    return Topic.objects.create(name="Recht", slug="recht", status="published")


def make(topic, days_ago, state="came", **values):
    """Create a booking with a counsellor of its own, so that all bookings can be at the same time."""
    counsellor = Counsellor.objects.create(name=f"Beispiel {uuid4()}")
    start = NOW - timedelta(days=days_ago, hours=2)
    slot = Slot.objects.create(
        counsellor=counsellor, starts_at=start, ends_at=start + timedelta(minutes=20), state="booked"
    )
    if state == "cancelled":
        values = {"cancelled_at": start, "cancelled_by": "person", **values}
        Slot.objects.filter(pk=slot.pk).update(state="free")
    values = {"name": "Frau Beispiel", "email": "beispiel@example.org", "created_at": start, **values}
    return Booking.objects.create(slot=slot, topic=topic, state=state, idempotency_key=uuid4(), **values)


def shown():
    numbers = statistics.year_statistics(2026)
    return {
        (str(name), outcome): count
        for name, cells, _total in numbers.by_outcome.lines()
        for outcome, count in zip(numbers.by_outcome.columns, cells, strict=True)
        if count
    }


def test_each_past_booking_is_counted_once_by_its_outcome(housing, law):
    for _number in range(5):
        make(housing, 1)
        make(law, 2, "missed")
        make(law, 3, "booked")
    make(law, -3, "booked")
    assert shown() == {("Wohngeld", "came"): 5, ("Recht", "missed"): 5, ("Recht", "unknown"): 5}


def test_cancelled_bookings_are_counted_and_unconfirmed_ones_are_not(housing):
    for _number in range(5):
        make(housing, 1, "cancelled")
        make(housing, 1, "cancelled", cancelled_by="house")
        make(housing, 1, "cancelled", cancelled_by="nobody")
    assert shown() == {("Wohngeld", "by_person"): 5, ("Wohngeld", "by_house"): 5}


def test_counts_are_kept_when_records_are_erased(housing):
    for number in range(7):
        make(housing, 15 + number)
    before = statistics.year_statistics(2026)
    assert retention.purge(NOW) == 7
    assert not Booking.objects.exists()
    assert statistics.year_statistics(2026) == before


def test_purging_twice_counts_once(housing):
    for number in range(7):
        make(housing, 15 + number)
    retention.purge(NOW)
    retention.purge(NOW)
    assert sum(tally.count for tally in ConsultationCount.objects.all()) == 7


def test_cancelled_bookings_are_kept_one_week_and_past_ones_two(housing):
    kept = [make(housing, 6, "cancelled"), make(housing, 13)]
    make(housing, 8, "cancelled")
    make(housing, 15)
    assert retention.purge(NOW) == 2
    assert set(Booking.objects.all()) == set(kept)


def test_messages_are_erased_with_the_booking(housing):
    rows = make(housing, 15)
    messages.notify(messages.Notice("counselling", "reminder", f"booking:{rows.pk}", Channel.PHONE))
    assert Message.objects.exists()
    retention.purge(NOW)
    assert not Message.objects.exists()


def test_rounded_counts_hide_a_single_person(housing, law):
    for _number in range(3):
        make(housing, 1)
    for _number in range(8):
        make(law, 1)
    before = statistics.year_statistics(2026)
    assert (before.by_outcome.row_totals, before.by_outcome.total) == ((10, 5), 10)
    make(housing, 1)
    assert statistics.year_statistics(2026) == before


def a_random_year(seed):
    """Fill the counts of 2026; return each true count of persons that a table could show."""
    dice, topics = random.Random(seed), [Topic.objects.create(name=f"Thema {n}", slug=f"t{n}") for n in range(4)]
    kept = [
        ConsultationCount(month=date(2026, month, 1), topic=topic, language=language, outcome=outcome, count=count)
        for month in range(1, 13)
        for topic in topics
        for language in ("", "xa", "xb")
        for outcome in statistics.OUTCOMES
        if (count := dice.choice([0, 0, 1, 2, 3, 4, 6, 11, 23]))
    ]
    ConsultationCount.objects.bulk_create(kept)
    return kept


@pytest.mark.parametrize("seed", range(5))
def test_every_count_in_pages_and_files_of_a_year_is_rounded(admin_client, seed):
    kept = a_random_year(seed)
    page = parse(admin_client.get(reverse("admin:counselling_statistics")))
    tables = page.all("table", class_="numbers")
    cells = [int(cell.text) for table in tables for cell in table.all("td")]
    bars = [int(bar.one("b").text) for bar in page.one("ol", class_="bars").all("li")]
    content = admin_client.get(reverse("admin:counselling_statistics_csv", args=[2026])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    in_file = [int(cell) for row in rows for cell in row if cell.isdigit()]
    assert in_file == cells
    assert not [count for count in cells + bars if count % 5]
    assert rounded(sum(each.count for each in kept)) in cells
    assert page.one("main").text.count(str(NOTE)) == len(tables) + 1
    assert [row for row in rows if row == [str(NOTE)]] == [[str(NOTE)]] * len(tables)


def test_the_statistics_show_the_rate_of_missed_appointments(housing):
    for _number in range(15):
        make(housing, 1)
    assert statistics.year_statistics(2026).missed_rate is None, "too few for a share"
    for _number in range(3):
        make(housing, 2, "missed")
    assert statistics.year_statistics(2026).missed_rate == 0.25
    for _number in range(4):
        make(housing, 2, "missed")
    assert statistics.year_statistics(2026).missed_rate == 0.25, "computed from the rounded counts"


def test_languages_are_counted(housing):
    for language in Language.objects.bulk_create([Language(code="xa", name="Beispiel")]):
        for _number in range(5):
            make(housing, 1, interpreter=language)
    numbers = statistics.year_statistics(2026).by_language
    assert dict(zip(numbers.rows, numbers.row_totals, strict=True)) == {"": 0, "xa": 5}


def test_walk_in_visitors_are_counted_by_month(housing):
    statistics.set_walk_ins(date(2026, 11, 1), housing, 30)
    statistics.set_walk_ins(date(2026, 11, 1), housing, 25)
    assert shown() == {("Wohngeld", "walk_in"): 25}
    assert statistics.year_statistics(2026).by_month.total == 25


def test_the_statistics_of_a_year_have_a_constant_query_count(housing, django_assert_num_queries):
    for _number in range(5):
        make(housing, 1)
    with django_assert_num_queries(3):
        statistics.year_statistics(2026)
    for _number in range(20):
        make(housing, 1)
    with django_assert_num_queries(3):
        statistics.year_statistics(2026)


def test_years_start_with_the_first_count(housing):
    assert statistics.years() == [2026]
    statistics.set_walk_ins(date(2024, 3, 1), housing, 3)
    assert statistics.years() == [2026, 2025, 2024]


def test_a_subject_access_request_returns_all_data(housing):
    make(housing, 1, email="", phone="0371 5550123", note="bitte klingeln")
    make(housing, 1)
    records = retention.export("+49371/5550123")
    assert len(records) == 1
    assert {"Wohngeld", "0371 5550123", "bitte klingeln", "Frau Beispiel"} <= set(records[0].values())
