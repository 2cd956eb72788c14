"""A title in another language has its language and direction wherever residents read it."""

from xml.etree import ElementTree

import pytest

from kasch_site.house.models import Language
from library.models import Title
from tests.support.browser.markup import parse
from tests.support.pages.address_examples import examples
from tests.support.pages.addresses import addresses

WORD = "ليلة"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_SHOWN = {"script", "style", "title"}


def attribute(element, name):
    return next((each[name] for each in (element, *element.ancestors) if each.get(name)), None)


def direction(element):
    """Return "isolated" in an element with a direction of its own, else that of the nearest one that declares one."""
    for each in (element, *element.ancestors):
        if each.tag == "bdi" or each.get("dir") in ("auto", "rtl"):
            return "isolated"
    return attribute(element, "dir")


@pytest.fixture
def paths(demo_house):
    """Give all titles an Arabic name, and return the public pages."""
    found = [each.path for each in addresses(examples()) if not each.route.is_staff]
    arabic = Language.objects.get_or_create(code="ar", defaults={"name": "Arabisch"})[0]
    for title in Title.objects.all():
        title.title = f"ألف {WORD} {title.pk}"
        title.save()
        title.languages.set([arabic])
    return [*found, f"/suche/?q={WORD}", f"/bibliothek/?q={WORD}", f"/bibliothek/merkliste/?nr={title.pk}"]


def test_the_language_and_direction_of_a_title_are_known_on_each_page(client, paths):
    wrong, seen = [], 0
    for path in paths:
        page = client.get(path)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        for element in parse(page):
            if element.tag in _NOT_SHOWN:
                continue
            # What a visitor has typed, and sentences with a title in them, are German texts with isolated words.
            names = [text for text in element.children if isinstance(text, str) and f"ألف {WORD}" in text]
            for text in names:
                seen += 1
                is_sentence = "\u2068" in text or attribute(element, "aria-current") == "page"
                if not is_sentence and (attribute(element, "lang"), direction(element)) != ("ar", "isolated"):
                    wrong.append((path, element.tag, text.strip()))
    assert not wrong
    assert seen > 50


def test_the_feed_of_new_titles_has_the_language_of_each_title(client, paths):
    feed = ElementTree.fromstring(client.get("/bibliothek/neu.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.find(f"{atom}title") for entry in feed.findall(f"{atom}entry")]
    assert titles and {each.get(XML_LANGUAGE) for each in titles} == {"ar"}
    assert all(each.find(f"{atom}summary").get(XML_LANGUAGE) is None for each in feed.findall(f"{atom}entry"))
