"""Open consultations stand in the calendar, on the start page and in the plan, and fall out where they should."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.utils import timezone

from counselling.models import Absence, Counsellor, ScheduleRule, Slot, Topic
from counselling.models.topics import RESERVED_WORDS
from counselling.scheduling import absences, withdrawal
from counselling.scheduling.walk_in_hours import entries_between
from counselling.section import section
from counselling.urls import urlpatterns
from kasch_site.common import clock
from kasch_site.common.sections import double_bookings
from kasch_site.common.templatetags.soft_hyphens import SOFT_HYPHEN
from kasch_site.house.models import Room, SpecialPeriod
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 24)


@pytest.fixture
def walk_in(in_november, topic):
    """Every Tuesday from nine to eleven, without appointment."""
    rule = ScheduleRule.objects.create(
        counsellor=Counsellor.objects.create(name="Beispiel, Offen"),
        kind="walk_in",
        weekday=1,
        starts=time(9),
        ends=time(11),
        room=Room.objects.create(name="Zimmer 2", is_step_free=True),
        valid_from=date(2026, 1, 1),
    )
    rule.topics.add(topic)
    return rule


def at_eight(day, hours=0):
    return clock.local(day, time(8)) + timedelta(hours=hours)


def shown_at(path, client):
    """Return the text of a page as one reads it, without the places where long words may break."""
    return " ".join(parse(client.get(path)).one("main").text.replace(SOFT_HYPHEN, "").split())


def upcoming(days=7):
    return entries_between(clock.local(TODAY), clock.local(TODAY + timedelta(days=days)))


def test_walk_in_hours_are_a_calendar_entry(walk_in):
    (entry,) = upcoming()
    assert entry.title == "Offene Sprechstunde: Wohngeld"
    assert (entry.time_words, entry.where, entry.url) == ("9–11 Uhr", "Zimmer 2", "/beratung/wohngeld/")
    assert entry.facts.needs_sign_up is False and entry.facts.is_step_free
    assert len({each.key for each in upcoming(28)}) == 4


def test_many_topics_are_listed_in_the_summary(walk_in, other_topic):
    walk_in.topics.add(other_topic)
    assert upcoming()[0].title == "Offene Sprechstunde: Arbeitslosengeld und Wohngeld"
    walk_in.topics.add(Topic.objects.create(name="Kinderzuschlag", slug="kiz", status="published"))
    (entry,) = upcoming()
    assert (entry.title, entry.url) == ("Offene Sprechstunde", "/beratung/")
    assert "Kinderzuschlag" in entry.summary


def test_a_topic_that_is_a_draft_is_not_named(walk_in, topic):
    Topic.objects.update(status="draft")
    assert upcoming() == []


def test_walk_in_hours_are_cancelled_on_closing_days_and_omitted_on_holidays(walk_in):
    SpecialPeriod.objects.create(kind="closed", name="Inventur", first_day=TODAY, last_day=TODAY)
    next_week = TODAY + timedelta(days=7)
    SpecialPeriod.objects.create(kind="public", name="Feiertag", first_day=next_week, last_day=next_week)
    (entry,) = upcoming(14)
    assert entry.is_cancelled and entry.reason == "Inventur"


def test_an_absence_cancels_walk_in_hours_without_a_public_reason(walk_in):
    start = datetime(2026, 11, 24, 8, tzinfo=BERLIN)
    absence = Absence.objects.create(
        counsellor=walk_in.counsellor, starts_at=start, ends_at=start + timedelta(hours=9), kind="ill"
    )
    (entry,) = upcoming()
    assert entry.is_cancelled and entry.reason == ""
    assert "krank" not in repr(entry)
    absence.delete()
    assert not upcoming()[0].is_cancelled


def test_an_entry_says_when_it_was_last_changed(walk_in, topic, time_machine):
    def at(hour):
        time_machine.move_to(datetime(2026, 11, 24, hour, tzinfo=BERLIN), tick=False)

    def stamps():
        assert all(entry.sequence for entry in upcoming(14))
        return [(timezone.localtime(entry.changed_at).hour, entry.is_cancelled) for entry in upcoming(14)]

    at(11)
    walk_in.save()
    assert stamps() == [(11, False), (11, False)]
    at(12)
    topic.save()
    assert stamps() == [(12, False), (12, False)]
    at(13)
    absence = Absence(counsellor=walk_in.counsellor, starts_at=at_eight(TODAY), ends_at=at_eight(TODAY, hours=9))
    absences.save_absence(absence, {})
    assert stamps() == [(13, True), (12, False)]
    at(14)
    next_week = TODAY + timedelta(days=7)
    SpecialPeriod.objects.create(kind="closed", name="Inventur", first_day=next_week, last_day=next_week)
    assert stamps() == [(13, True), (14, True)]
    at(15)
    absences.delete_absence(absence)
    assert stamps() == [(15, False), (15, True)], "what takes place after all is a change too"


def test_moving_an_absence_updates_the_day_it_no_longer_covers(walk_in, time_machine):
    absence = Absence(counsellor=walk_in.counsellor, starts_at=at_eight(TODAY), ends_at=at_eight(TODAY, hours=9))
    absences.save_absence(absence, {})
    time_machine.move_to(datetime(2026, 11, 24, 15, tzinfo=BERLIN), tick=False)
    absence.starts_at += timedelta(days=7)
    absence.ends_at += timedelta(days=7)
    absences.save_absence(absence, {})
    assert [(entry.is_cancelled, entry.changed_at) for entry in upcoming(14)] == [
        (False, clock.now()),
        (True, clock.now()),
    ]
    time_machine.shift(timedelta(hours=1))
    absences.save_absence(absence, {})
    assert upcoming()[0].changed_at == clock.now() - timedelta(hours=1), "saving the same again frees no hour"


def test_calendar_feeds_show_when_walk_in_hours_were_changed(walk_in, client):
    lines = client.get("/veranstaltungen/kalender.ics").text.split("\r\n")
    stamps = {line for line in lines if line.startswith("DTSTAMP")}
    assert stamps == {f"DTSTAMP:{upcoming()[0].changed_at:%Y%m%dT%H%M%SZ}"}
    assert "DTSTAMP:1970" not in "".join(stamps)


def test_a_partial_absence_shortens_the_walk_in_hours(walk_in):
    start = datetime(2026, 11, 24, 10, tzinfo=BERLIN)
    Absence.objects.create(counsellor=walk_in.counsellor, starts_at=start, ends_at=start + timedelta(hours=9))
    (entry,) = upcoming()
    assert (entry.time_words, entry.difference) == ("9–10 Uhr", "andere Zeit")


def test_entries_need_no_query_while_the_cache_is_valid(walk_in, django_assert_num_queries):
    upcoming()
    with django_assert_num_queries(2):  # the stamp, asked for by two memories; a request asks for it once
        upcoming(60)


def test_the_window_is_lit_during_walk_in_hours(walk_in, time_machine):
    for moment, is_lit in [("08:59", False), ("09:00", True), ("10:59", True), ("11:00", False)]:
        time_machine.move_to(datetime.fromisoformat(f"2026-11-24 {moment}").replace(tzinfo=BERLIN))
        (window,) = section.windows(clock.now(), upcoming())
        assert window.is_lit is is_lit, moment


def test_bookings_are_no_calendar_entries_and_light_no_window(slots):
    assert section.entries(clock.local(TODAY), clock.local(TODAY + timedelta(days=30))) == []


def test_the_start_page_shows_the_next_free_time_of_each_topic(slots, client, walk_in, other_topic):
    page = shown_at("/", client)
    assert "nächste freie Zeit: Mittwoch, 25. November, 9 Uhr" in page
    assert "zurzeit ist keine Zeit frei" in page
    walk_in.topics.set([other_topic])
    assert "ohne Termin: Dienstag, 24. November" in shown_at("/", client)


def test_the_start_page_is_updated_at_once_when_a_slot_is_booked(slots, client, book):
    client.get("/")
    book(slots[0])
    assert "Mittwoch, 25. November, 9:20 Uhr" in shown_at("/", client)
    withdrawal.withdraw(Slot.objects.filter(pk=slots[1].pk))
    assert "Mittwoch, 25. November, 9:40 Uhr" in shown_at("/", client)


def test_the_first_button_of_the_start_page_books(slots, client):
    button = parse(client.get("/")).one("a", class_="primary")
    assert (button["href"], button.text) == ("/beratung/", "Beratungstermin buchen")


def test_a_house_without_topics_shows_no_counselling(house, client):
    assert "Beratungstermin buchen" not in client.get("/").text


def test_month_page_and_plan_show_it(walk_in, client):
    assert "Offene Sprechstunde: Wohngeld" in shown_at("/veranstaltungen/2026/11/", client)
    assert client.get("/veranstaltungen/2026/11/plan.pdf").status_code == 200


def test_a_double_booked_room_is_detected(walk_in):
    other_rule = ScheduleRule.objects.get()
    other_rule.pk, other_rule.counsellor = None, Counsellor.objects.create(name="Beispiel, Zwei")
    other_rule.save()
    other_rule.topics.set(walk_in.topics.all())
    assert len(double_bookings(upcoming())) == 1


def test_topics_are_in_the_sitemap(topic):
    assert ("/beratung/wohngeld/", topic.changed_at) in list(section.sitemap())


def test_the_topic_page_shows_the_next_walk_in_hours_and_cancelled_ones_before(client, walk_in, topic):
    page = client.get("/beratung/wohngeld/").text
    assert "Das nächste Mal: Dienstag, 24. November" in page and "fällt sie aus" not in page
    Absence.objects.create(
        counsellor=walk_in.counsellor,
        starts_at=datetime(2026, 11, 24, 0, tzinfo=BERLIN),
        ends_at=datetime(2026, 11, 25, 0, tzinfo=BERLIN),
    )
    closed = date(2026, 12, 1)
    SpecialPeriod.objects.create(kind="closed", name="Inventur", first_day=closed, last_day=closed)
    page = client.get("/beratung/wohngeld/").text
    assert "Am Dienstag, 24. November fällt sie aus." in page
    assert "Am Dienstag, 1. Dezember fällt sie aus." in page
    assert "Das nächste Mal: Dienstag, 8. Dezember" in page
    assert "krank" not in page


def test_the_reserved_slugs_are_the_path_segments_of_the_urls():
    first = {str(each.pattern).partition("/")[0] for each in urlpatterns}
    assert {token for token in first if slug_re.match(token)} == RESERVED_WORDS


@pytest.mark.parametrize("token", sorted(RESERVED_WORDS))
def test_a_topic_cannot_use_a_reserved_slug(topic, token):
    topic.slug = token
    with pytest.raises(ValidationError) as refused:
        topic.full_clean()
    assert "Bitte wählen Sie ein anderes Wort" in str(refused.value)
