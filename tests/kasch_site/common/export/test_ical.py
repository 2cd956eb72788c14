"""Calendar files, read by three independent parsers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.export import ical
from kasch_site.common.export.publisher import Publisher
from kasch_site.common.sections import Entry, Facet, Facts, Status
from kasch_site.common.text.plaintext import one_line
from tests.support.files.calendar_readers import READERS, need_ical_js

BERLIN = ZoneInfo("Europe/Berlin")
HOUSE = Publisher(
    site="https://haus.example",
    zone=BERLIN,
    name="Testhaus am Platz",
    street="Am Platz 7",
    postal_code="01234",
    city="Teststadt",
    phone="0123 456789",
    position=(50.83, 12.9),
)
HOSTILE = [
    "Eins\nZwei\r\nDrei",
    "END:VEVENT\r\nBEGIN:VEVENT",
    r"a\nb; c, d\\; e\, f: \"g\"",
    "Kaffee ☕️, Kuchen 🍰 und 👩‍👩‍👧‍👦",
    "قهوة، شاي: \u202eRTL\u202c; עברית",
    "ü" * 10_000,
    "🎄" * 100,
    " ; ",
    "\x00\x1b\u2028\x85\ufeff",
]


def make(**values):
    """Return a date on 1 December 2026, by default from 10 to 11 o'clock in the hall."""
    described = {
        "key": "events:1f0c",
        "title": "Gymnastik",
        "starts_at": datetime(2026, 12, 1, 10, tzinfo=BERLIN),
        "ends_at": datetime(2026, 12, 1, 11, tzinfo=BERLIN),
        "url": "/veranstaltungen/gymnastik/2026-12-01/",
        "app": "events",
        "where": "Saal",
        "room_id": 1,
        "uid": "1f0c8a52-1b1f-4f0e-9d7d-6a0c2f0f9d11",
        "changed_at": datetime(2026, 11, 1, 9, tzinfo=UTC),
        **values,
    }
    return Entry(**described)


def written(*entries, publisher=HOUSE):
    return ical.calendar(entries, publisher, name="Testhaus: alles").decode()


def unfolded(*entries, publisher=HOUSE):
    return written(*entries, publisher=publisher).replace("\r\n ", "").split("\r\n")


@pytest.fixture(scope="module", params=READERS)
def read(request):
    """Return one of the three parsers."""
    if request.param == "ical.js":
        need_ical_js()
    return READERS[request.param]


def test_ten_o_clock_is_ten_o_clock_in_winter_and_summer():
    summer = make(
        starts_at=datetime(2026, 7, 1, 8, tzinfo=UTC),
        ends_at=datetime(2026, 7, 1, 9, tzinfo=UTC),
    )
    lines = unfolded(make(), summer)
    assert {"DTSTART:20261201T090000Z", "DTEND:20261201T100000Z"} <= set(lines)
    assert {"DTSTART:20260701T080000Z", "DTEND:20260701T090000Z"} <= set(lines)
    assert "X-WR-TIMEZONE:Europe/Berlin" in lines


def test_no_date_depends_on_the_time_zone_data_of_the_reader():
    text = written(make(), make(all_day=True))
    assert "TZID" not in text
    assert "RRULE" not in text


@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)], ids=["spring", "autumn"]
)
def test_times_around_a_clock_change_are_unambiguous_in_every_reader(read, change):
    steps = [change + timedelta(minutes=30 * step) for step in range(-6, 7)]
    entries = [make(uid=str(n), starts_at=start, ends_at=start + timedelta(hours=1)) for n, start in enumerate(steps)]
    assert [event["start"] for event in read(written(*entries))] == [int(start.timestamp()) for start in steps]


def test_an_all_day_entry_ends_on_the_day_after_its_last():
    market = make(
        all_day=True,
        starts_at=datetime(2026, 10, 24, tzinfo=BERLIN),
        ends_at=datetime(2026, 10, 26, tzinfo=BERLIN),
    )
    lines = unfolded(market)
    assert "DTSTART;VALUE=DATE:20261024" in lines
    assert "DTEND;VALUE=DATE:20261026" in lines


def test_a_cancelled_date_is_marked_in_status_title_and_description():
    lines = unfolded(make(status=Status.CANCELLED, reason="Heizung, Saal"))
    assert "STATUS:CANCELLED" in lines
    assert "SUMMARY:Entfällt: Gymnastik" in lines
    assert any(line.startswith(r"DESCRIPTION:Dieser Termin entfällt: Heizung\, Saal\n") for line in lines)


def test_the_description_lists_recorded_facts():
    facts = Facts(
        cost="2 Euro für Stoff",
        is_free=False,
        needs_sign_up=True,
        sign_up_note="bis Freitag am Empfang",
        is_step_free=True,
        bring_along="Nadeln",
        children_welcome=True,
        languages=(Facet("uk", "Ukrainisch"), Facet("ar", "Arabisch")),
    )
    text = ical.description(make(summary="Nähen für alle.", facts=facts, group=Facet("naehtreff", "Nähtreff")), HOUSE)
    assert text.split("\n") == [
        "Nähen für alle.",
        "",
        "Kosten: 2 Euro für Stoff",
        "Mit Anmeldung: bis Freitag am Empfang",
        "Ohne Stufen erreichbar",
        "Bitte mitbringen: Nadeln",
        "Kinder sind willkommen",
        "Wir sprechen auch: Ukrainisch, Arabisch",
        "",
        "Gruppe: Nähtreff",
        "https://haus.example/veranstaltungen/gymnastik/2026-12-01/",
    ]


def test_unrecorded_facts_are_not_in_the_description():
    assert ical.description(make(), HOUSE) == "https://haus.example/veranstaltungen/gymnastik/2026-12-01/"


def test_a_personal_appointment_has_the_telephone_number_and_is_private():
    text = ical.calendar([make()], HOUSE, name="Termin", is_personal=True).decode().replace("\r\n ", "")
    assert "Telefon: 0123 456789" in text
    assert "CLASS:PRIVATE" in text
    assert "TRANSP:OPAQUE" in text


def test_location_category_and_url_are_included():
    lines = unfolded(make(category=Facet("bewegung", "Bewegung, Sport")))
    assert r"LOCATION:Saal\, Testhaus am Platz\, Am Platz 7\, 01234 Teststadt" in lines
    assert r"CATEGORIES:Bewegung\, Sport" in lines
    assert "DESCRIPTION:https://haus.example/veranstaltungen/gymnastik/2026-12-01/" in lines


def test_an_external_entry_has_its_own_location():
    assert "LOCATION:Stadtpark" in unfolded(make(where="Stadtpark", room_id=None))


def test_default_values_are_omitted():
    lines = unfolded(make())
    names = {line.partition(":")[0] for line in lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]}
    assert names == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "TRANSP"}


def test_the_calendar_has_a_name_and_a_refresh_interval():
    lines = unfolded(make())
    assert {"X-WR-CALNAME:Testhaus: alles", "NAME:Testhaus: alles", "X-WR-TIMEZONE:Europe/Berlin"} <= set(lines)
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "VERSION:2.0"} <= set(lines)


def test_timestamps_come_from_the_last_change_so_that_equal_dates_have_equal_bytes():
    lines = unfolded(make(sequence=7))
    assert {"DTSTAMP:20261101T090000Z", "SEQUENCE:7"} <= set(lines)
    assert written(make()) == written(make())


def test_an_entry_without_uid_gets_a_stable_one():
    bare = make(uid="")
    first = unfolded(bare)
    changed = unfolded(replace(bare, title="Yoga", starts_at=bare.starts_at - timedelta(hours=1), sequence=2))
    [uid] = [line for line in first if line.startswith("UID:")]
    assert uid in changed
    assert len(uid) > len("UID:") + 30
    assert uid not in unfolded(make(uid="", key="events:2"))


def test_a_calendar_without_dates_is_valid(read):
    assert read(written()) == []


def test_a_date_in_the_last_supported_year_is_exported():
    far = make(starts_at=datetime(9998, 12, 30, 10, tzinfo=UTC), ends_at=datetime(9998, 12, 31, 10, tzinfo=UTC))
    assert "DTSTART:99981230T100000Z" in unfolded(make(), far)


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_lines_are_folded_at_75_bytes_between_characters_as_rfc_5545_requires(title):
    content = ical.calendar([make(title=title, summary=title)], HOUSE, name=title)
    physical = content.split(b"\r\n")
    assert physical.pop() == b""
    assert all(0 < len(line) <= 75 for line in physical)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    for line in physical:
        line.decode()
    assert sum(line == b"BEGIN:VEVENT" for line in physical) == 1


CLOCK_CHANGES = [
    datetime(year, month, day, 1, tzinfo=UTC)
    for year, month, day in [
        (2025, 3, 30),
        (2025, 10, 26),
        (2026, 3, 29),
        (2026, 10, 25),
        (2027, 3, 28),
        (2027, 10, 31),
    ]
]
near_a_clock_change = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CLOCK_CHANGES), st.integers(-300, 300)
)
any_moment = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
any_text = st.text() | st.sampled_from(HOSTILE)


@st.composite
def times(draw):
    """Generate start, end and all_day: minutes or days long, often around a clock change."""
    start = draw(near_a_clock_change | any_moment)
    if not draw(st.booleans()):
        return {"starts_at": start, "ends_at": start + timedelta(minutes=draw(st.integers(1, 6000)))}
    day = start.astimezone(BERLIN).date()
    return {
        "starts_at": midnight(day),
        "ends_at": midnight(day + timedelta(days=draw(st.integers(1, 9)))),
        "all_day": True,
    }


@st.composite
def any_entry(draw):
    return make(
        title=draw(any_text),
        summary=draw(any_text),
        reason=draw(any_text),
        where=draw(any_text),
        room_id=draw(st.none() | st.just(1)),
        status=draw(st.sampled_from(Status)),
        sequence=draw(st.integers(0, 2**31 - 1)),
        uid=str(draw(st.uuids())),
        category=draw(st.none() | st.builds(Facet, st.just("a"), any_text)),
        **draw(times()),
    )


def midnight(day: date):
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN)


def expected(entry):
    """Return the values that a parser should read."""
    title = one_line(entry.title) or "Termin"
    cancelled = entry.status is Status.CANCELLED
    return {
        "uid": entry.uid,
        "sequence": entry.sequence,
        "summary": f"Entfällt: {title}" if cancelled else title,
        "description": ical.description(entry, HOUSE),
        "location": ical.location(entry, HOUSE),
        "status": "CANCELLED" if cancelled else "",
        "start": moment(entry.starts_at, entry.all_day),
        "end": moment(entry.ends_at, entry.all_day),
    }


def moment(value, all_day):
    return value.astimezone(BERLIN).date().isoformat() if all_day else int(value.timestamp())


@given(entries=st.lists(any_entry(), min_size=1, max_size=4))
def test_another_parser_reads_the_exported_values(read, entries):
    assert read(written(*entries)) == [expected(entry) for entry in entries]


def test_a_feed_has_no_method_and_a_mailed_file_has_one():
    """RFC 5546, 1.4: a calendar that is fetched is not a scheduling message."""
    assert "METHOD" not in written(make())
    mailed = ical.attachment(make(), HOUSE).content.decode()
    assert "METHOD:PUBLISH\r\n" in mailed
    assert "ORGANIZER;CN=" in mailed
    assert "REFRESH-INTERVAL" not in mailed


@given(st.text(max_size=200))
def test_a_mailed_file_holds_one_entry_whatever_it_is_called(title):
    for status in Status:
        mailed = ical.attachment(make(title=title, status=status), HOUSE)
        assert mailed.content.count(b"BEGIN:VEVENT") == mailed.content.count(b"\r\nMETHOD:") == 1
        assert (b"\r\nSTATUS:CANCELLED\r\n" in mailed.content) == ("method=CANCEL" in mailed.content_type)
