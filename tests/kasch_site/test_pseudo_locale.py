"""All our texts can be translated: in a pseudo-locale each message is in brackets, ⟦só⟧.

Words of the records are marked «so» beforehand. What is left without brackets on a page was written into the code or
a template past gettext.
"""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import resolve
from django.utils import translation

from events.models import PrintedPlan
from kasch_site.common.caching import versions
from kasch_site.common.text.richtext import RichTextField
from tests.support.browser.markup import Element, parse

pytestmark = pytest.mark.pages

OUR_APPS = {path.rpartition(".")[0].rpartition(".")[2] for path in settings.SECTIONS} | {"common"}
ACCENTED = str.maketrans("aeiouAEIOUcnsyz", "áéíóúÁÉÍÓÚçñšýž")
PLACEHOLDER = re.compile(r"(%\(\w+\)[a-z]|%[sd]|\{\w*\}|<[^>]*>|&\w+;)")
READ_ALOUD = ("title", "alt", "aria-label", "aria-description", "aria-roledescription", "placeholder", "summary")
SILENT = {"script", "style", "template"}
# Words that no language changes: addresses and numbers as they are dialled or typed.
SAME_EVERYWHERE = re.compile(r"[\w.+-]+@[\w.-]+|(?:https?|webcal)://\S+")
LETTERS = re.compile(r"[^\W\d_]{2,}")
CODES = {
    "number",
    "content_type",
    "isbn",
    "time_zone",
    "federal_state",
    "language",
    "key",
    "image_key",
    "file_sha256",
    "edition_key",
    "made_for",
    "digest",
    "sha256",
    "path",
    "points",
    "target",
    "latitude",
    "longitude",
}


def pseudo(text):
    """Return the text with accents, in brackets; placeholders are unchanged."""
    parts = PLACEHOLDER.split(text)
    return "⟦" + "".join(part if index % 2 else part.translate(ACCENTED) for index, part in enumerate(parts)) + "⟧"


@pytest.fixture
def pseudo_locale(monkeypatch):
    """Make Django's catalogue return the pseudo form of every message."""
    data = {
        "gettext": lambda message: pseudo(message) if message else "",
        "ngettext": lambda singular, plural, number: pseudo(singular if number == 1 else plural),
        "pgettext": lambda context, message: pseudo(message),
        "npgettext": lambda context, singular, plural, number: pseudo(singular if number == 1 else plural),
    }
    for name, answer in data.items():
        getattr(translation._trans, name)
        monkeypatch.setattr(translation._trans, name, answer)


def mark_records():
    """Put every stored text in «these marks», without validation."""
    for config in apps.get_app_configs():
        if config.label in OUR_APPS:
            for model in config.get_models():
                fields = [field for field in model._meta.local_concrete_fields if is_written_by_people(field)]
                for record in model._base_manager.all():
                    marked = {field.name: mark(field, getattr(record, field.name)) for field in fields}
                    changed = {name: value for name, value in marked.items() if value}
                    if changed:
                        model._base_manager.filter(pk=record.pk).update(**changed)
    for edition in PrintedPlan.objects.all():
        # What was printed is kept as it stood there: title and place of each row are words of records too.
        edition.rows = [[key, f"«{title}»", *when, f"«{where}»", off] for key, title, *when, where, off in edition.rows]
        edition.save()
    versions.clear_all()


def is_written_by_people(field):
    return (
        isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField | models.URLField | models.EmailField)
        and not field.choices
        and not field.primary_key
        and field.name not in CODES
        and not field.name.startswith(("colour", "phone"))
    )


def mark(field, text):
    if not text:
        return text
    if field.name in ("author", "authors"):
        return "; ".join(f"«{name.strip()}»" for name in text.split(";"))[: field.max_length]
    if isinstance(field, RichTextField):
        return re.sub(r"(?<=>)([^<]*\S[^<]*)(?=<)", r"«\1»", text)
    return f"«{text[: (field.max_length or 10_000) - 2]}»"


def unmarked_words(page):
    """Return the texts of the page outside of brackets."""
    unmarked_texts = []
    open_marks = 0
    for kind, text in texts(page):
        if kind == "text":
            rest, open_marks = outside_of_marks(text, open_marks)
        else:
            rest, _open = outside_of_marks(text, 0)
        if LETTERS.search(SAME_EVERYWHERE.sub("", rest)):
            unmarked_texts.append(f"{kind}: {text.strip()[:120]}")
    return [*unmarked_texts, "a bracket is not closed"] if open_marks else unmarked_texts


def outside_of_marks(text, open_marks):
    """Return the text outside of all brackets, and the number of open ones; a message may span elements."""
    rest = []
    for character in text:
        if character in "⟦«":
            open_marks += 1
        elif character in "⟧»":
            if not open_marks:
                rest.clear()  # the last word of a record may stand alone
            open_marks = max(0, open_marks - 1)
        elif not open_marks:
            rest.append(character)
    return "".join(rest), open_marks


def texts(element):
    """Yield all text of a page with its location, except the languages' own names."""
    if element.tag in SILENT or ("lang" in element.attrs and element.tag != "html"):
        return
    for name in READ_ALOUD:
        if name in element.attrs:
            yield f"<{element.tag} {name}>", element[name]
    if element.tag == "meta" and element.get("name", element.get("property")) in {
        "description",
        "og:title",
        "og:description",
    }:
        yield "<meta>", element["content"]
    if element.tag == "input" and element.get("type") in {"submit", "button"}:
        yield "<input>", element.get("value", "")
    for child in element.children:
        if isinstance(child, Element):
            yield from texts(child)
        else:
            yield "text", child


def test_all_visible_text_is_a_message_or_stored_data(client, public_paths, pseudo_locale):
    mark_records()
    unmarked_texts = {}
    for path in public_paths:
        if resolve(path).view_name in {"pages:welcome", "pages:foreign_page"}:
            continue  # these are records of another language, inside the same frame
        unmarked = unmarked_words(parse(client.get(path)))
        if unmarked:
            unmarked_texts[path] = unmarked
    assert not unmarked_texts, "\n".join(
        f"{path}\n    " + "\n    ".join(lines) for path, lines in unmarked_texts.items()
    )


def test_form_errors_and_error_pages_are_messages_too(client, house, pseudo_locale):
    mark_records()
    responses = [
        client.post("/barrierefreiheit/melden/", {"description": "", "contact": "9" * 300}),
        client.post("/barrierefreiheit/melden/", {"description": "1"}),
        client.get("/gibt-es-nicht/"),
        type(client)(enforce_csrf_checks=True).post("/barrierefreiheit/melden/", {"description": "1"}),
    ]
    assert [response.status_code for response in responses] == [422, 422, 404, 403]
    for response in responses:
        assert unmarked_words(parse(response)) == []


def test_untranslated_text_is_detected():
    page = parse('<p>⟦Hálló⟧ «Ada»</p><p>⟦Béi <a>uñs</a> ím⟧ Haus</p><img alt="Tür"><p lang="en">House</p>')
    assert unmarked_words(page) == ["text: ím⟧ Haus", "<img alt>: Tür"]
