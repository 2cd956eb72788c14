"""Booking from a page in another language: slots by language, and who interprets."""

import re
from datetime import date, time, timedelta

import pytest
from django.utils.translation import override

from counselling import retention
from counselling.booking import bookings, interpreters, moving
from counselling.booking.offers import acceptance, offering
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import Booking, Counsellor, ScheduleRule, Slot, WaitlistEntry
from counselling.notifications.messages import render_message
from counselling.scheduling import slot_generation
from counselling.scheduling.availability import free_slots_at_same_time, free_times
from kasch_site.common import clock
from kasch_site.house.models import Language
from kasch_site.messaging.models import Message
from tests.support.browser.browser_forms import fields_of
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
TOPICS, TOPIC, TIMES = "/beratung/", "/beratung/wohngeld/", "/beratung/wohngeld/termin/"
WAIT = "/beratung/wohngeld/bescheid/"


@pytest.fixture
def ukrainian(house):
    return Language.objects.create(code="uk", name="Ukrainisch")


@pytest.fixture
def arabic(house):
    return Language.objects.create(code="ar", name="Arabisch")


@pytest.fixture
def olena(schedule_rule, ukrainian, topic):
    """Create a second counsellor with the same slots, who speaks Ukrainian."""
    found = Counsellor.objects.create(name="Beispiel, Olena")
    found.languages.add(ukrainian)
    rule = ScheduleRule.objects.create(
        counsellor=found, weekday=2, starts=time(9), ends=time(10), minutes=20, valid_from=date(2026, 11, 1)
    )
    rule.topics.add(topic)
    slot_generation.generate_slots_of_rule(rule)
    return found


def buttons(page):
    return parse(page).all("button", name="zeit")


def language_in(button):
    return [each.text for each in button.all("bdi")]


def test_times_are_filtered_by_language(client, olena):
    everything, hers = buttons(client.get(TIMES)), buttons(client.get(f"{TIMES}?sprache=uk"))
    theirs = set(map(str, Slot.objects.filter(counsellor=olena).values_list("pk", flat=True)))
    assert {each["value"] for each in hers} <= theirs
    assert 0 < len(hers) < len(everything)
    assert all(language_in(each) == ["Українська"] for each in hers)


def test_each_time_says_which_languages_its_counsellor_speaks(client, olena):
    ids = Slot.objects.filter(counsellor=olena).values_list("pk", flat=True)
    for each in buttons(client.get(TIMES)):
        assert language_in(each) == (["Українська"] if int(each["value"]) in ids else [])


def test_the_language_is_carried_through_every_step(client, olena, ukrainian):
    for path, expected in [
        (f"{TOPICS}?sprache=uk", f"{TOPIC}?sprache=uk"),
        (f"{TOPIC}?sprache=uk", f"{TIMES}?sprache=uk"),
        (f"{TIMES}?sprache=uk", TIMES),
    ]:
        assert f'href="{expected}"' in client.get(path).text, path
    page = client.get(f"{TIMES}?sprache=uk")
    later = [link["href"] for link in parse(page).all("a", class_="btn") if "ab=" in link["href"]]
    assert all("sprache=uk" in href for href in later)
    chosen = client.post(TIMES, {"sprache": "uk", "zeit": buttons(page)[0]["value"]})
    assert chosen["Location"].endswith("?sprache=uk")
    form = parse(client.get(chosen["Location"]))
    selected = [each for each in form.one("select", id="id_interpreter").all("option") if "selected" in each.attrs]
    assert [(each["value"], each.text, each["lang"]) for each in selected] == [(str(ukrainian.pk), "Українська", "uk")]
    back = client.post(chosen["Location"], {"do": "other", "interpreter": ukrainian.pk})
    assert {tuple(language_in(each)) for each in buttons(back)} == {("Українська",)}


@pytest.mark.parametrize("path", [TOPICS, TOPIC, TIMES, WAIT])
@pytest.mark.parametrize("code", ["xx", "de", "", "u" * 500, "uk'--", "\u0000"])
def test_an_unknown_language_is_no_page_of_its_own(client, olena, path, code):
    response = client.get(path, {"sprache": code})
    assert (response.status_code, response["Location"]) == (302, path)


def test_a_language_without_a_counsellor_shows_all_times_with_an_explanation(client, olena, arabic):
    page = client.get(f"{TIMES}?sprache=ar")
    assert len(buttons(page)) == len(buttons(client.get(TIMES)))
    german, arabic = parse(page).all("p", class_="interpreting")
    assert "Wir suchen jemanden zum Übersetzen" in german.text
    assert (arabic["lang"], arabic["dir"]) == ("ar", "auto") and "سنبحث عن مترجم" in arabic.text


def test_the_substitute_for_a_time_that_was_just_taken_speaks_the_same_languages(olena, topic, arabic):
    hers = Slot.objects.filter(counsellor=olena).first()
    other = Slot.objects.get(starts_at=hers.starts_at, counsellor__name="Beispiel, Berta")
    assert free_slots_at_same_time(hers.pk, topic) == []
    assert free_slots_at_same_time(other.pk, topic) == [hers.pk]
    other.counsellor.languages.set(Language.objects.all())
    assert free_slots_at_same_time(hers.pk, topic) == [other.pk]


def test_times_of_several_counsellors_with_the_same_languages_are_one(olena, topic, ukrainian):
    before = sum(len(day.times) for day in free_times(topic).days)
    Counsellor.objects.get(name="Beispiel, Berta").languages.add(ukrainian)
    assert sum(len(day.times) for day in free_times(topic).days) < before


def test_languages_cost_the_same_queries_however_many_there_are(client, olena, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        client.get(f"{TIMES}?sprache=uk")
    for code in ("ru", "en", "vi", "fa"):
        olena.languages.add(Language.objects.create(code=code, name=code))
    with django_assert_max_num_queries(len(few)):
        client.get(f"{TIMES}?sprache=uk")


@pytest.fixture
def booking_in_ukrainian(olena, book, ukrainian):
    """Return a booking of a person who speaks Ukrainian, as the counsellor does."""
    return book(Slot.objects.filter(counsellor=olena).first(), "Frau Koval", interpreter=ukrainian)


@pytest.fixture
def booking_to_interpret(slots, book, ukrainian):
    """Return a booking of a person who speaks Ukrainian, with a counsellor who does not."""
    hers = Slot.objects.filter(counsellor__name="Beispiel, Berta").order_by("starts_at").first()
    return book(hers, "Frau Koval", interpreter=ukrainian)


def own_page(client, row):
    from counselling.notifications.links import manage_address

    return parse(client.get(manage_address(row))).one("main")


def mail(row, kind="confirmed"):
    return render_message(kind, f"booking:{row.pk}").text


def sentences(page):
    return [(each.text, each.get("lang")) for each in page.all("p", class_="interpreting")]


def test_the_confirmation_says_that_the_counsellor_speaks_the_language(client, booking_in_ukrainian):
    assert sentences(own_page(client, booking_in_ukrainian)) == [
        ("Beispiel, Olena spricht Українська.", None),
        ("Консультує Beispiel, Olena. Мова: Українська.", "uk"),
    ]


def test_the_message_states_it_too_and_names_no_counsellor(booking_in_ukrainian):
    assert "Wer Sie berät, spricht Українська." in mail(booking_in_ukrainian)
    assert "Мова консультації: Українська." in mail(booking_in_ukrainian)
    assert "Olena" not in mail(booking_in_ukrainian)


def test_a_missing_interpreter_is_stated_until_one_is_ordered(client, booking_to_interpret):
    assert "noch nicht bestellt: Українська" in sentences(own_page(client, booking_to_interpret))[0][0]
    assert "noch nicht bestellt" in mail(booking_to_interpret)
    Message.objects.all().delete()
    row = interpreters.set_ordered(booking_to_interpret, is_ordered=True)
    assert sentences(own_page(client, row))[0][0] == "Eine Übersetzung ist bestellt: Українська."
    assert [each.kind for each in Message.objects.open()] == ["interpreter"]
    assert "Übersetzung ist bestellt" in mail(row, "interpreter")


def test_cancelling_the_interpreter_withdraws_the_message(booking_to_interpret):
    Message.objects.all().delete()
    interpreters.set_ordered(booking_to_interpret, is_ordered=True)
    interpreters.set_ordered(booking_to_interpret, is_ordered=False)
    assert not Message.objects.open().exists()


def test_an_interpreter_is_ordered_for_one_time(slots, booking_to_interpret):
    interpreters.set_ordered(booking_to_interpret, is_ordered=True)
    assert not moving.move(booking_to_interpret, slots[2].pk).interpreter_ordered


def test_nobody_orders_an_interpreter_for_somebody_who_speaks_german_or_has_cancelled(
    slots, book, booking_to_interpret
):
    with pytest.raises(BookingRefused):
        interpreters.set_ordered(book(slots[1]), is_ordered=True)
    with pytest.raises(BookingRefused):
        interpreters.set_ordered(bookings.cancel(booking_to_interpret), is_ordered=True)


def test_a_person_who_speaks_german_reads_nothing_about_interpreting(client, slots, book):
    row = book(slots[0])
    assert sentences(own_page(client, row)) == []
    assert "bersetzung" not in mail(row)


def test_staff_find_appointments_whose_counsellor_does_not_speak_the_language(
    booking_in_ukrainian, booking_to_interpret, slots, book
):
    book(Slot.objects.not_urgent().filter(counsellor=booking_to_interpret.slot.counsellor).order_by("starts_at")[2])
    assert list(Booking.objects.needing_interpreter(booking_to_interpret.created_at)) == [booking_to_interpret]


@pytest.mark.parametrize("code", ["en", "uk", "ar", "ru"])
def test_the_sentences_are_translated_into_each_language_of_the_site(client, slots, book, code):
    language, _new = Language.objects.get_or_create(code=code, defaults={"name": code})
    row = book(slots[0], interpreter=language)
    for is_spoken, is_ordered in [(False, False), (False, True), (True, False)]:
        row.slot.counsellor.languages.set([language] if is_spoken else [])
        Booking.objects.update(interpreter_ordered=is_ordered)
        (german, none), (own, own_code) = sentences(own_page(client, row))
        assert (none, own_code) == (None, code) and german != own
        assert not re.search("spricht|bestellt", own)
    with override("de"):
        assert row.interpreter.native_name in own


# No free slot: the waitlist


@pytest.fixture
def nothing_free(olena):
    Slot.objects.update(state="withdrawn")


def chosen_language(page):
    return [each["value"] for each in page.one("select", id="id_interpreter").all("option") if "selected" in each.attrs]


def test_the_language_is_carried_to_the_waitlist_and_back(client, nothing_free, ukrainian):
    times = parse(client.get(f"{TIMES}?sprache=uk&frist=nah"))
    [link] = [each["href"] for each in times.all("a", class_="primary") if each["href"].startswith(WAIT)]
    assert link == f"{WAIT}?frist=nah&sprache=uk"
    page = parse(client.get(link))
    assert chosen_language(page) == [str(ukrainian.pk)]
    assert f"{TIMES}?frist=nah&sprache=uk" in [each["href"] for each in page.all("a", class_="btn")]


def test_a_booking_from_the_waitlist_keeps_the_language(client, nothing_free, ukrainian, advance):
    page = client.get(f"{WAIT}?sprache=uk")
    form_data = {**fields_of(parse(page).one("main").one("form", method="post")), "name": "Frau Koval"}
    advance(timedelta(seconds=30))
    client.post(WAIT, {**form_data, "phone": "0371 33 50 520"})
    entry = WaitlistEntry.objects.get()
    assert entry.interpreter == ukrainian
    slot = Slot.objects.order_by("starts_at").last()
    Slot.objects.filter(pk=slot.pk).update(state="free")
    made = offering.offer(slot, waitlist_entry=entry, until=clock.now() + timedelta(hours=3))
    assert acceptance.accept(made).interpreter == ukrainian
    [waiting, *_rest] = [row for row in retention.export("0371 33 50 520") if "Warteliste" in row]
    assert waiting["Sprache"] == "Ukrainisch"


def test_input_typed_before_a_slot_was_taken_keeps_its_language_on_the_waitlist(client, nothing_free, ukrainian):
    page = client.post(WAIT, {"do": "typed", "name": "Frau Koval", "interpreter": ukrainian.pk})
    assert chosen_language(parse(page)) == [str(ukrainian.pk)]
