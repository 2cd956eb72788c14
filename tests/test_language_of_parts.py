"""On pages in another language each part declares its language and direction."""

import pytest
from django.conf import settings
from django.utils import translation

from kasch_site.pages.models import Page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.pages

FOREIGN = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
OWN_NAMES = {name: code for code, name in settings.LANGUAGES}
# Elements with contents written by staff, and elements that are not read aloud.
_CONTENTS = {"main", "title", "script", "style", "head"}


def texts(root):
    """Yield the texts around the contents of a page, each with its element."""
    for element in root:
        if any(ancestor.tag in _CONTENTS for ancestor in (element, *element.ancestors)):
            continue
        for child in element.children:
            if isinstance(child, str) and any(character.isalpha() for character in child):
                yield " ".join(child.split()), element


def attribute(element, name):
    """Return the value of an attribute of an element or its nearest ancestor."""
    return next((ancestor[name] for ancestor in (element, *element.ancestors) if ancestor.get(name)), None)


@pytest.fixture
def around(demo_house, client):
    """Return a function that returns the texts around the contents of a page with language and direction."""

    def read(path):
        root = parse(client.get(path))
        return [(text, attribute(element, "lang"), attribute(element, "dir")) for text, element in texts(root)]

    return read


@pytest.fixture
def pages_of_every_language(demo_house):
    """Create the welcome page of each language, and a second page."""
    for code in FOREIGN:
        Page.objects.create(title="X", slug="x", language=code, status=Page.Status.PUBLISHED, body="<p>X</p>")
    return {code: [f"/{code}/", f"/{code}/x/"] for code in FOREIGN}


def test_german_parts_of_a_page_in_another_language_are_marked_and_translated_ones_are_not(
    around, pages_of_every_language
):
    german = {text for text, _language, _direction in around("/")}
    wrong = []
    for code, paths in pages_of_every_language.items():
        for path in paths:
            for text, language, direction in around(path):
                if text in OWN_NAMES:
                    right = language == OWN_NAMES[text]
                elif text in german and "@" not in text:
                    right = language != code and (language != "de" or direction == "ltr")
                else:
                    right = language != "de"
                if not right:
                    wrong.append((path, text, language, direction))
    assert not wrong


def test_the_page_frame_has_german_and_translated_parts(around, pages_of_every_language):
    for code in FOREIGN:
        languages = {text: language for text, language, _direction in around(f"/{code}/")}
        with translation.override(code):
            translations = {
                translation.gettext(word) for word in ("Kontakt und Weg", "Raum anfragen", "Geöffnet", "Beratung")
            }
        assert {languages[word] for word in translations} == {code}
        assert {
            languages[word] for word in ("Impressum", "Leichte Sprache", "Bürgerzentrum", "Soziale Stadt (Beispiel)")
        } == {"de"}


def test_the_postcode_precedes_the_town_in_right_to_left_text(around):
    parts = {text: direction for text, _language, direction in around("/ar/")}
    assert parts["09113 Chemnitz"] == "ltr"
    assert parts["buelei3@web.de"] == "ltr"


def test_a_german_page_marks_no_part_as_german(around):
    marked = [text for text, language, _direction in around("/") if language != "de"]
    assert set(marked) == OWN_NAMES.keys() - {"Deutsch"}


@pytest.mark.parametrize("code", FOREIGN)
def test_the_reason_of_a_closed_day_is_not_embedded_in_another_language(around, code, time_machine):
    time_machine.move_to("2026-12-25T11:00:00+01:00")
    with translation.override(code):
        closed = translation.gettext("Heute geschlossen")
    assert any(closed in text for text, _language, _direction in around(f"/{code}/"))
    assert not any("Weihnachts" in text for text, _language, _direction in around(f"/{code}/"))
