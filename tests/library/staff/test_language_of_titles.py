"""A title in another language has its language and direction in each list of the administration."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.house.models import Language
from library.circulation.holds import reservations
from library.circulation.loans import loans
from library.models import Copy, Loan, Patron, Title
from tests.support.browser.markup import parse
from tests.support.pages.address_examples import examples
from tests.support.pages.addresses import addresses

WORD = "ليلة"
LISTS = {
    "admin:library_title_changelist",
    "admin:library_copy_changelist",
    "admin:library_hold_changelist",
    "admin:library_to_fetch",
    "admin:library_ready",
    "admin:library_overdue",
    "admin:library_never_lent",
    "admin:library_patron_change",
}
# Sentences, paths, headings and controls say the title as a word of German text.
_WITHIN_GERMAN = {"h1", "h2", "option", "textarea", "button", "title", "label", "legend"}


@pytest.fixture
def paths(client, demo_house):
    """Give all titles an Arabic name, something to fetch, to hand out and to ask for; return the pages by route."""
    client.force_login(User.objects.create_superuser("ada", password="x"))
    found = {each.route.name: each.path for each in addresses(examples()) if each.route.is_staff}
    patron = Patron.objects.order_by("pk").first()
    on_loan, ready, to_fetch = Copy.objects.available().order_by("pk")[:3]
    loans.lend(on_loan, patron)
    Loan.objects.open().update(due_on=clock.today().replace(year=2020))
    for number, copy in enumerate((ready, to_fetch)):
        reservations.reserve(
            copy.title, reservations.Requester("Frau Vor", email=f"vor{number}@example.org"), _key(number)
        )
    loans.take_back(ready)
    arabic = Language.objects.get_or_create(code="ar", defaults={"name": "Arabisch"})[0]
    for title in Title.objects.all():
        Title.objects.filter(pk=title.pk).update(title=f"ألف {WORD} {title.pk}")
        title.languages.set([arabic])
    return {name: path for name, path in found.items() if name in LISTS}


def _key(number):
    return UUID(int=number + 1)


def attribute(element, name):
    return next((each[name] for each in (element, *element.ancestors) if each.get(name)), None)


def test_the_language_and_direction_of_a_title_are_known_in_each_list(client, paths):
    assert paths.keys() == LISTS
    wrong, seen = [], set()
    for name, path in paths.items():
        for element in parse(client.get(path)).one("div", id="content"):
            if any(
                each.tag in _WITHIN_GERMAN or each.get("class") == "breadcrumbs"
                for each in (element, *element.ancestors)
            ):
                continue
            for text in element.children:
                if isinstance(text, str) and f"ألف {WORD}" in text:
                    seen.add(name)
                    if (attribute(element, "lang"), element.tag) != ("ar", "bdi"):
                        wrong.append((name, element.tag, text.strip()))
    assert not wrong
    assert seen == LISTS


def test_the_languages_of_titles_cost_the_same_queries_however_many_there_are(client, paths):
    for name, path in paths.items():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        of_languages = [query["sql"] for query in queries if "library_title_languages" in query["sql"]]
        assert len(of_languages) <= 2, (name, of_languages)
