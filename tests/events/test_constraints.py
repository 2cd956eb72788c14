"""Constraints of the database, tested past the forms."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.validators import slug_re
from django.db import IntegrityError, transaction

from events.models import Category, Event, Occurrence, Series
from events.models.validators import RESERVED_WORDS
from events.urls import urlpatterns
from kasch_site.house.models import Room

START, END = datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)


def refused(function, *args, **kwargs):
    """Assert that the database refuses the write."""
    try:
        with transaction.atomic():
            function(*args, **kwargs)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "wrong",
    [
        {"interval": 0},
        {"interval": 53},
        {"until": date(2026, 12, 1), "count": 3},
        {"until": date(2025, 12, 31)},
        {"starts_at": None},
        {"ends_at": None},
        {"weekday": None},
        {"weekday": 7},
        {"frequency": "monthly"},
        {"frequency": "monthly", "nth": 5},
        {"frequency": "monthly", "nth": -2},
        {"frequency": "daily"},
        {"starts_on": date(1999, 12, 31)},
        {"starts_on": date(2101, 1, 1)},
    ],
)
def test_an_impossible_rule_is_refused(make_series, wrong):
    series = make_series()
    assert refused(make_series, **wrong)
    assert refused(Series.objects.filter(pk=series.pk).update, **wrong)


def test_possible_rules_are_accepted(make_series):
    make_series(frequency="monthly", nth=-1)
    make_series(frequency="yearly", weekday=None)
    make_series(is_all_day=True, starts_at=None, ends_at=None)
    make_series(starts_at=time(22), ends_at=time(1))
    assert Series.objects.count() == 4


@pytest.fixture
def make_date(event):
    def make(key="2026-11-24", **values):
        return Occurrence.objects.create(**{"event": event, "key": key, "starts_at": START, "ends_at": END, **values})

    return make


def test_a_date_cannot_end_before_or_when_it_begins(make_date):
    row = make_date()
    assert refused(make_date, "other", ends_at=START)
    assert refused(Occurrence.objects.filter(pk=row.pk).update, ends_at=START)


def test_a_series_has_one_date_per_day(make_date, make_series):
    series, other = make_series(), make_series()
    make_date("a", series=series, slot=date(2026, 11, 24))
    assert refused(make_date, "b", series=series, slot=date(2026, 11, 24))
    make_date("c", series=other, slot=date(2026, 11, 24))


def test_a_date_of_a_series_requires_its_day(make_date, make_series):
    assert refused(make_date, series=make_series())


def test_a_slug_of_a_date_is_unique_within_its_event(make_date):
    make_date("2026-11-24")
    assert refused(make_date, "2026-11-24")
    make_date("2026-11-24", event=Event.objects.create(title="Chor", slug="chor"))


def test_a_uid_is_unique(make_date):
    assert refused(make_date, "b", uid=make_date("a").uid)


def test_a_room_and_an_external_place_exclude_each_other(make_date, event):
    hall = Room.objects.create(name="Saal")
    assert refused(make_date, room=hall, place="Stadtpark")
    assert refused(Event.objects.filter(pk=event.pk).update, room=hall, place="Stadtpark")


def test_a_slug_of_an_event_or_a_category_is_unique(event):
    assert refused(Event.objects.create, title="Anderes", slug=event.slug)
    Category.objects.create(name="Lesen")
    assert refused(Category.objects.create, name="Lesen", slug="anders")
    assert refused(Category.objects.create, name="Anders", slug="lesen")


def test_reserved_slugs_are_not_generated(db):
    assert Event.objects.create(title="Abonnieren").slug == "abonnieren-2"
    assert Event.objects.create(title="2027").slug == "veranstaltung-2027"


def test_an_event_cannot_use_a_reserved_slug():
    addresses = {str(pattern.pattern).split("/")[0] for pattern in urlpatterns}
    assert {token for token in addresses if slug_re.match(token)} == RESERVED_WORDS
