"""Groups, projects and partners: listed by kind, filtered by links, each with a page and its next dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group as Role

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS
from kasch_site.common.sections import Facet, Status, section
from kasch_site.groups.confirmation import confirm, is_stale
from kasch_site.groups.models import Group
from kasch_site.house.models import Language
from tests.support.browser.markup import parse
from tests.support.toys.toy_section import ToySection

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def published(name, **fields):
    return Group.objects.create(name=name, summary=f"{name} für alle.", status=Group.Status.PUBLISHED, **fields)


@pytest.fixture
def groups(house):
    ukrainian = Language.objects.create(code="uk", name="Ukrainisch")
    Language.objects.create(code="fr", name="Französisch")
    sewing = published("Nähcafé", when="dienstags 14 Uhr", for_whom="Alle, die nähen")
    sewing.languages.add(ukrainian)
    published("Baumpaten", kind=Group.Kind.PROJECT)
    published("Stadtteilschule", kind=Group.Kind.PARTNER)
    Group.objects.create(name="Geheimbund", summary="Noch nicht.")
    return sewing


def names(client, query=""):
    return [heading.text for heading in parse(client.get(f"/gruppen/{query}")).one("main").all("h3")]


def test_the_list_shows_published_groups_by_kind(client, groups):
    page = parse(client.get("/gruppen/"))
    assert [heading.text for heading in page.one("main").all("h2")] == ["Gruppen", "Projekte", "Partner im Stadtteil"]
    assert names(client) == ["Nähcafé", "Baumpaten", "Stadtteilschule"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?art=projekte", ["Baumpaten"]),
        ("?sprache=uk", ["Nähcafé"]),
        ("?art=gruppen&sprache=uk", ["Nähcafé"]),
        ("?art=partner&sprache=uk", []),
        ("?sprache=fr", []),
        ("?art=&sprache=", ["Nähcafé", "Baumpaten", "Stadtteilschule"]),
    ],
)
def test_links_filter_the_list(client, groups, query, expected):
    assert names(client, query) == expected


def test_the_links_lead_to_matching_groups_and_only_to_spoken_languages(client, groups):
    page = parse(client.get("/gruppen/?art=gruppen"))
    links = {link.text: link for link in page.one("nav", class_="choices").all("a")}
    assert list(links) == ["Alle", "Gruppen", "Projekte", "Partner im Stadtteil", "Alle Sprachen", "Українська"]
    assert links["Українська"]["href"] == "/gruppen/?art=gruppen&sprache=uk"
    assert links["Українська"].one("bdi")["lang"] == "uk"
    assert links["Alle"]["href"] == "/gruppen/"
    assert [name for name, link in links.items() if link.get("aria-current")] == ["Gruppen", "Alle Sprachen"]


@pytest.mark.parametrize(
    "query", ["?art=sekten", "?sprache=xx", "?art=gruppen%00", "?sprache=%00", "?sprache=" + "x" * 500]
)
def test_an_unknown_filter_is_not_found_with_an_explanation(client, groups, query):
    response = client.get(f"/gruppen/{query}")
    assert response.status_code == 404
    assert "Diese Auswahl gibt es nicht" in response.content.decode()


def test_an_empty_list_says_so(client, house):
    assert "bald" in parse(client.get("/gruppen/")).one("main").text


def test_the_list_has_a_constant_query_count(client, groups, django_assert_max_num_queries):
    for number in range(30):
        published(f"Gruppe {number}").languages.add(*Language.objects.all())
    with django_assert_max_num_queries(10):
        client.get("/gruppen/")


def test_the_page_of_a_group_has_all_its_facts(client, groups, time_machine):
    time_machine.move_to(NOON)
    Group.objects.filter(pk=groups.pk).update(
        contact="Frau Muster", phone="+49 (0)371 123", email="a@example.org", confirmed_on=date(2026, 11, 3)
    )
    page = parse(client.get("/gruppen/naehcafe/"))
    text = page.one("main").text
    for part in ("Alle, die nähen", "dienstags 14 Uhr", "Українська", "Frau Muster", "Am Platz 7"):
        assert part in text
    assert page.one("a", href="tel:+49371123").text == "+49 (0)371 123"
    assert "Zuletzt bestätigt am 3. November 2026." in text
    assert "zur Sicherheit" not in text


@pytest.mark.parametrize("confirmed_on", [None, date(2026, 3, 1)])
def test_outdated_details_are_labelled(client, groups, time_machine, confirmed_on):
    time_machine.move_to(NOON)
    Group.objects.update(confirmed_on=confirmed_on)
    assert "Fragen Sie zur Sicherheit vorher nach." in parse(client.get("/gruppen/naehcafe/")).one("main").text


def test_the_next_dates_come_from_every_section(client, groups, monkeypatch, time_machine):
    time_machine.move_to(NOON)
    toys = ToySection(
        title="Puppenkleider nähen",
        starts_at=NOON + timedelta(days=2),
        ends_at=NOON + timedelta(days=2, hours=1),
        group=Facet("naehcafe", "Nähcafé"),
        status=Status.CANCELLED,
        reason="Nadel gebrochen",
    )
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: (toys,))
    text = parse(client.get("/gruppen/naehcafe/")).one("main").text
    assert "Puppenkleider nähen" in text and "Entfällt" in text and "Nadel gebrochen" in text
    assert "Puppenkleider" not in parse(client.get("/gruppen/baumpaten/")).one("main").text


def test_an_unknown_group_is_not_found(client, groups):
    assert client.get("/gruppen/geheimbund/").status_code == 404
    assert client.get("/gruppen/gibt-es-nicht/").status_code == 404


def test_staff_are_reminded_to_confirm_details_after_half_a_year(client, groups, time_machine):
    time_machine.move_to(NOON)
    editor = User.objects.create_user("erika", is_staff=True)
    editor.groups.add(Role.objects.get(name=EDITORS))
    Group.objects.update(confirmed_on=date(2026, 12, 1) - timedelta(days=183))
    assert [todo.text for todo in section("groups").todo(editor)] == ["Die Gruppe „Geheimbund“ ist ein Entwurf."]
    Group.objects.filter(name="Baumpaten").update(confirmed_on=date(2026, 12, 1) - timedelta(days=184))
    assert (
        section("groups").todo(editor)[0].text.startswith("Eine Gruppe hat ihre Angaben seit einem halben Jahr nicht")
    )
    client.force_login(editor)
    column = parse(client.get("/admin/groups/group/")).one("table").all("td", class_="field-confirmed")
    assert [cell.text for cell in column].count("31.05.2026 bitte nachfragen") == 1
    assert confirm(Group.objects.filter(name="Baumpaten")) == 1
    assert not is_stale(Group.objects.get(name="Baumpaten"))
    assert section("groups").todo(User.objects.create_user("gast", is_staff=True)) == []


def test_groups_are_in_the_sitemap(groups):
    assert [path for path, _changed in section("groups").sitemap()] == [
        "/gruppen/", "/gruppen/baumpaten/", "/gruppen/naehcafe/", "/gruppen/stadtteilschule/",
    ]  # fmt: skip
