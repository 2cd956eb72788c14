"""Nothing is lost on the sheet: every date of a month can be read back from its text."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given

from kasch_site.common import clock
from kasch_site.common.sections import Entry, Facts, LanguageFacet, Repetition, Status
from kasch_site.house.building import Building, Period
from kasch_site.house.models import House
from tests.proving import examples
from tests.support.files import typeset_plan
from tests.support.files.plan_reader import page_texts, words
from tests.support.files.random_months import LONG, TITLES, facts_of, months
from tests.support.files.sheet_reader import SheetReader

HOUSE = House(name="Haus", short_name="Haus", operator="Verein", street="Weg 1", postal_code="0", city="Ort", phone="1")
MADE_ON = date(2026, 11, 22)


@pytest.fixture(autouse=True, scope="module")
def no_database():
    with pytest.MonkeyPatch.context() as monkeypatch:
        typeset_plan.without_notes(monkeypatch)
        yield


def sheet_of(month, entries, periods=(), highlight_key="", form="a4"):
    here = Building(house=HOUSE, hours=(), periods=tuple(periods), funders=(), appearances={})
    return page_texts(typeset_plan.typeset_plan(form, month, entries, here, MADE_ON, highlight_key=highlight_key))


def read(pages, month, titles=TITLES):
    return SheetReader(words(" ".join(pages)), month, titles).dates()


def taking_place(entries):
    return {facts_of(entry) for entry in entries if not entry.is_cancelled}


@examples(8, 200)
@given(months())
def test_every_date_of_a_random_month_is_read_back_from_the_sheet(drawn):
    month, entries, periods, highlight_key = drawn
    assert read(sheet_of(month, entries, periods, highlight_key), month) == taking_place(entries)


@examples(3, 60)
@given(months())
def test_every_date_of_a_random_month_is_read_back_from_large_print(drawn):
    month, entries, periods, highlight_key = drawn
    assert read(sheet_of(month, entries, periods, highlight_key, "gross"), month) == taking_place(entries)


CHRISTMAS = [
    Period("closed", "Ruhe zwischen den Jahren", date(2026, 12, 24), date(2027, 1, 1), None, None),
    Period("public", "Ruhe am Feiertag", date(2026, 12, 25), date(2026, 12, 26), None, None),
]
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)


def on_every_day(title, hour, takes_place, **values):
    """Return an entry on every day of December; on non-working days it is cancelled unless `takes_place`."""
    entries = []
    for number in range(31):
        day = DECEMBER + timedelta(days=number)
        start = clock.local(day, time(hour))
        reason = next((each.name for each in CHRISTMAS if each.covers(day)), "")
        off = {"status": Status.CANCELLED, "reason": reason} if reason and not takes_place else {}
        same = {"title": title, "url": "/", "app": "events", "changed_at": start, **values, **off}
        key = f"events:{title}-{number}"
        entries.append(Entry(key=key, starts_at=start, ends_at=start + timedelta(hours=1), **same))
    return entries


def test_december_with_its_holidays_is_read_back():
    regular = on_every_day("Chor", 9, False, repetition=Repetition.WEEKLY)
    kept = on_every_day("Nähen", 10, True, repetition=Repetition.WEEKLY)
    entries = sorted([*regular, *kept], key=lambda entry: entry.starts_at)
    pages = sheet_of(DECEMBER, entries, CHRISTMAS)
    assert read(pages, DECEMBER) == taking_place(entries)
    assert len(pages) == 2
    assert words(pages[1]).count("Chor") == 7


def test_an_empty_january_is_one_page_with_a_note():
    (page,) = sheet_of(JANUARY, [])
    assert "Für diesen Monat steht noch nichts im Kalender." in words(page)


@pytest.mark.parametrize("number", [5, 120])
def test_few_and_many_dates_with_long_words_and_languages_are_read_back(number):
    languages = tuple(LanguageFacet(code, name, "") for code, name in (("uk", "Ukrainisch"), ("ar", "Arabisch")))
    facts = Facts(
        needs_sign_up=True, sign_up_note="am Empfang bis zum Tag davor", bring_along=LONG, languages=languages
    )
    week = on_every_day(LONG, 9, True, repetition=Repetition.WEEKLY, facts=facts)
    titles = [f"{TITLES[index % len(TITLES)]} {index}" for index in range(number)]
    days = on_every_day("", 10, True, facts=facts)
    special = [replace(days[index % 31], title=title, key=f"events:{index}") for index, title in enumerate(titles)]
    entries = sorted([*week, *special], key=lambda entry: entry.starts_at)
    pages = sheet_of(DECEMBER, entries)
    assert read(pages, DECEMBER, [LONG, *titles]) == taking_place(entries)
    announced = re.search(r"(\d+) weitere Termine stehen auf einem zweiten Blatt", words(pages[0]))
    assert (len(pages) > 2) == bool(announced) == (number == 120)


def test_times_are_never_divided_between_lines():
    """The hours of another section follow each other in a narrow column, so that one of them meets its edge."""
    entries = [replace(entry, app="library") for entry in on_every_day("Chor", 9, True, repetition=Repetition.WEEKLY)]
    for width in range(1, 13):
        titled = [replace(entry, title=f"Chor {'x' * width}") for entry in entries]
        text = "\n".join(sheet_of(DECEMBER, titled))
        assert not re.search(r"\d–\s+\d", text)
