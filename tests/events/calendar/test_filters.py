"""Filters: matching entries, invalid filters, and links."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.calendar.filters import Filters, NoSuchFilter, panel
from events.models import Category
from kasch_site.common.sections import Entry, Facet, Facts
from kasch_site.groups.models import Group
from kasch_site.house.models import Language

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
READING, SPORT = Facet("lesen", "Lesen"), Facet("sport", "Sport")
WALKERS = Facet("wandern", "Wandergruppe")
UKRAINIAN = Facet("uk", "Ukrainisch")


def entry(title, category=None, group=None, **facts):
    return Entry(
        title,
        title,
        START,
        START + timedelta(hours=1),
        "/x/",
        "toys",
        category=category,
        group=group,
        facts=Facts(**facts),
        changed_at=START,
    )


ENTRIES = [
    entry("Lesung", READING, is_free=True, needs_sign_up=True, is_step_free=True),
    entry("Wanderung", SPORT, WALKERS, is_free=False, needs_sign_up=False, is_step_free=False),
    entry("Turnen", SPORT, is_free=True, needs_sign_up=False, languages=(UKRAINIAN,)),
    entry("Treff"),
]


def titles(**query):
    return [each.title for each in Filters.read(query, ENTRIES).apply(ENTRIES)]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, ["Lesung", "Wanderung", "Turnen", "Treff"]),
        ({"kategorie": "sport"}, ["Wanderung", "Turnen"]),
        ({"gruppe": "wandern"}, ["Wanderung"]),
        ({"sprache": "uk"}, ["Turnen"]),
        ({"kostenlos": "1"}, ["Lesung", "Turnen"]),
        ({"mit-anmeldung": "1"}, ["Lesung"]),
        ({"ohne-anmeldung": "1"}, ["Wanderung", "Turnen"]),
        ({"stufenlos": "1"}, ["Lesung"]),
        ({"kategorie": "sport", "kostenlos": "1"}, ["Turnen"]),
        ({"kategorie": "lesen", "ohne-anmeldung": "1"}, []),
        ({"kategorie": ""}, ["Lesung", "Wanderung", "Turnen", "Treff"]),
        ({"utm_source": "zeitung"}, ["Lesung", "Wanderung", "Turnen", "Treff"]),
    ],
    ids=lambda value: "&".join(value) if isinstance(value, dict) else "",
)
def test_a_filter_selects_matching_entries(query, left):
    assert titles(**query) == left


def test_a_filter_excludes_entries_without_the_recorded_fact():
    assert "Treff" not in titles(kostenlos="1") + titles(stufenlos="1") + titles(**{"ohne-anmeldung": "1"})


@pytest.mark.parametrize(
    "query",
    [
        {"kategorie": "gibt-es-nicht"},
        {"gruppe": "gibt-es-nicht"},
        {"sprache": "xx"},
        {"kostenlos": "0"},
        {"kostenlos": "ja"},
        {"stufenlos": "2"},
        {"kategorie": "a\x00b"},
        {"kategorie": "sport' OR 1=1"},
        {"gruppe": "Ü" * 5000},
    ],
    ids=str,
)
def test_an_unknown_filter_is_refused_with_a_message(db, query):
    with pytest.raises(NoSuchFilter, match="Diesen Filter gibt es nicht"):
        Filters.read(query, ENTRIES)


def test_a_filter_without_matching_entries_is_no_error(db):
    Category.objects.create(name="Musik", slug="musik")
    Group.objects.create(name="Chor", slug="chor", summary="Singen", status="published")
    Language.objects.create(code="fr", name="Französisch")
    for name, value in [("kategorie", "musik"), ("gruppe", "chor"), ("sprache", "fr")]:
        assert titles(**{name: value}) == []


def test_a_draft_group_is_no_filter(db):
    Group.objects.create(name="Chor", slug="chor", summary="Singen")
    with pytest.raises(NoSuchFilter):
        Filters.read({"gruppe": "chor"}, ENTRIES)


def test_filters_that_need_no_query_make_none(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        panel(Filters.read({"kategorie": "sport", "sprache": "uk"}, ENTRIES), ENTRIES, "/x/")


def test_the_same_filters_have_one_url_in_any_order():
    one = Filters.read({"kostenlos": "1", "kategorie": "sport"}, ENTRIES)
    other = Filters.read({"kategorie": "sport", "kostenlos": "1"}, ENTRIES)
    assert one.query() == other.query() == "?kategorie=sport&kostenlos=1"
    assert other.query(ab="2026-12-20", q="") == "?kategorie=sport&kostenlos=1&ab=2026-12-20"
    assert Filters().query() == ""


def options(shown):
    return {option.label: option for option in (*shown.kinds, *shown.practical, *shown.languages, *shown.groups)}


def test_the_links_offer_only_filters_with_entries():
    shown = panel(Filters(), ENTRIES, "/x/")
    assert [option.label for option in shown.kinds] == ["Lesen", "Sport"]
    practical = ["kostenlos", "mit Anmeldung", "ohne Anmeldung", "ohne Stufen"]
    assert [option.label for option in shown.practical] == practical
    assert [option.label for option in shown.languages + shown.groups] == ["Ukrainisch", "Wandergruppe"]
    assert shown.everything.is_active
    assert shown.active == []


def test_a_link_adds_its_filter_to_the_others_and_replaces_one_of_its_kind():
    shown = options(panel(Filters.read({"kategorie": "sport"}, ENTRIES), ENTRIES, "/x/", ab="2026-12-20", q=""))
    assert shown["kostenlos"].url == "/x/?kategorie=sport&kostenlos=1&ab=2026-12-20"
    assert shown["Lesen"].url == "/x/?kategorie=lesen&ab=2026-12-20"


def test_the_link_of_an_active_filter_removes_it():
    shown = panel(Filters.read({"kategorie": "sport", "kostenlos": "1"}, ENTRIES), ENTRIES, "/x/", q="turnen")
    assert options(shown)["Sport"].is_active
    assert options(shown)["Sport"].url == "/x/?kostenlos=1&q=turnen"
    assert [option.label for option in shown.active] == ["Sport", "kostenlos"]
    assert shown.everything.url == "/x/?q=turnen"


def test_an_active_filter_is_shown_without_matching_entries(db):
    Category.objects.create(name="Musik", slug="musik")
    shown = panel(Filters.read({"kategorie": "musik", "stufenlos": "1"}, []), [], "/x/")
    assert options(shown)["Musik"].is_active
    assert options(shown)["ohne Stufen"].is_active


def test_without_entries_to_filter_there_are_no_filters():
    assert panel(Filters(), [entry("Treff")], "/x/").is_empty


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "kategorie": st.sampled_from(["lesen", "sport"]),
            "gruppe": st.just("wandern"),
            "sprache": st.just("uk"),
            "kostenlos": st.just("1"),
            "ohne-anmeldung": st.just("1"),
            "stufenlos": st.just("1"),
        },
    )
)
def test_a_link_toggles_its_filter(query):
    for label, option in options(panel(Filters.read(query, ENTRIES), ENTRIES, "/x/")).items():
        followed = canonical_query(option.url)
        after = options(panel(Filters.read(followed, ENTRIES), ENTRIES, "/x/"))[label]
        assert after.is_active is not option.is_active
        if len(followed) > len(query):  # it did not take the place of another of its kind
            assert canonical_query(after.url) == query


def canonical_query(url):
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}


def test_an_event_asking_for_a_donation_is_not_labelled_free(house, client):
    from datetime import timedelta

    from events.models import Event, Occurrence
    from kasch_site.common import clock

    start = clock.now() + timedelta(days=1)
    for title, cost in (("Chor", "free"), ("Frühstück", "donation"), ("Kochkurs", "fee")):
        event = Event.objects.create(title=title, slug=title.lower().replace("ü", "ue"), cost=cost, status="published")
        Occurrence.objects.create(event=event, key="t", starts_at=start, ends_at=start + timedelta(hours=1))
    page = client.get("/veranstaltungen/?kostenlos=1").content.decode()
    assert [title in page for title in ("Chor", "Frühstück", "Kochkurs")] == [True, False, False]
