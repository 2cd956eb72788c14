"""The request to the child process `redactor` about the PDF of an issue, built from its hidden terms."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from newspaper.models import HiddenTerm, Issue, LockedOriginal, Page
from newspaper.models.pages import image_widths

from .terms import patterns_of
from .texts import Redacted, redact_words

_KIND = HiddenTerm.Kind


def process_request(issue: Issue) -> dict:
    """Return the JSON-compatible request to recreate the files of an issue, in three queries."""
    rows = list(HiddenTerm.objects.of_issue(issue.pk))
    pages = list(issue.pages.all())
    label = Page._meta.label_lower
    locked = LockedOriginal.objects.filter(label=label, object_id__in=[page.pk for page in pages])
    originals = {each.object_id: each.values for each in locked}
    everywhere = [row for row in rows if row.page_number is None]
    of_page = {page.number: [row for row in rows if row.page_number == page.number] for page in pages}
    return {
        "command": "make",
        "terms": _terms_of(everywhere),
        "outside_pages": [[row.term, False] for row in rows if row.kind == _KIND.NAME and row.page_number],
        "page_terms": {number: _terms_of(own) for number, own in of_page.items() if own},
        "pages": {page.number: _page_request(page, originals.get(page.pk), everywhere, of_page) for page in pages},
        "widths": {page.number: image_widths(page.number) for page in pages},
        "title": _("Ausgabe %(issue)s") % {"issue": issue.short_name},
        "notice": _("Diese Seite zeigen wir nicht."),
    }


def hides_anything(request: dict) -> bool:
    """Return whether a request hides anything."""
    return bool(
        request["terms"] or request["page_terms"] or any(page["is_hidden"] for page in request["pages"].values())
    )


def _terms_of(rows: Iterable[HiddenTerm]) -> list:
    return [[row.term, row.kind == _KIND.PASSAGE] for row in rows if row.kind != _KIND.PAGE]


def _page_request(page, original, everywhere, of_page) -> dict:
    """Return the part of the request about one page: the boxes of its hidden words, and its remaining words."""
    rows = [*everywhere, *of_page[page.number]]
    values = original or {"text": page.text, "words": page.words}
    areas = [area for row in rows for area in row.areas]
    found = redact_words(values["text"], values["words"], patterns_of(rows), areas)
    return {
        "areas": found.areas,
        "is_hidden": page.is_hidden,
        "has_no_box": found.has_no_box,
        "needs_images": page.is_being_redacted,
        "layer": [] if page.is_hidden else _layer(found),
    }


def _layer(found: Redacted) -> list:
    """Return the remaining words of a page, [text, x, y, width, height], each once."""
    words = {word[0]: word for word in reversed(found.words)}
    return [[found.text[start : start + word[1]], *word[2:6]] for start, word in sorted(words.items())]
