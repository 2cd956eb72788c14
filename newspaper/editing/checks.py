"""The checklist of an issue before it is published."""

from dataclasses import dataclass
from enum import StrEnum

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newspaper.models import Issue, Page
from newspaper.redaction import reapply

from . import corrections

# A file that takes long to load on a phone, in bytes.
LARGE_FILE = 20_000_000
MAX_NAMED = 12


class Advice(StrEnum):
    """The advice of a line of the checklist."""

    GOOD = "good"  # nothing
    LOOK = "look"  # a look
    NOTE = "note"  # for information only


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the checklist."""

    advice: Advice
    text: str


def check_list(issue: Issue, pages: list[Page]) -> list[Check]:
    """Return the checklist of an issue with these pages."""
    if not pages:
        return [Check(Advice.LOOK, _("Zu dieser Ausgabe gibt es noch keine Seiten."))]
    empty = set(corrections.empty().filter(issue=issue).values_list("pk", flat=True))
    checks = [_texts(pages, empty), _kind(issue, pages), _doubtful(pages), _tags(issue), _size(issue), *_order(issue)]
    checks += _after_replacing(issue, pages) if issue.replaced_at else []
    return [check for check in checks if check is not None]


def _texts(pages, empty):
    if empty:
        without = names([page for page in pages if page.pk in empty])
        text = _("Ohne Text: %(pages)s. Suche und Vorlesen finden dort nichts.") % {"pages": without}
        return Check(Advice.LOOK, text)
    if all(page.state == Page.State.READY for page in pages):
        text = ngettext("Die Seite hat Text.", "Alle %(count)d Seiten haben Text.", len(pages))
        return Check(Advice.GOOD, text % {"count": len(pages)})
    return None


def _kind(issue, pages):
    if any(page.text_source == Page.TextSource.OCR for page in pages):
        text = _("Ein Scan: Den Text hat der Computer vom Bild gelesen. Bitte lesen Sie ihn einmal quer.")
        return Check(Advice.LOOK, text)
    if issue.has_text_layer:
        return Check(Advice.GOOD, _("Der Text kommt aus der Datei."))
    return None


def _doubtful(pages):
    doubtful = [page for page in pages if page.confidence is not None and page.confidence < corrections.DOUBTFUL]
    if not doubtful:
        return None
    return Check(Advice.LOOK, _("Unsicher gelesen: %(pages)s.") % {"pages": names(doubtful)})


def _tags(issue):
    if issue.is_tagged:
        return Check(Advice.GOOD, _("Das PDF ist barrierefrei ausgezeichnet."))
    text = _("Das PDF ist nicht barrierefrei ausgezeichnet. Vorlesen geht mit dem Text neben den Seiten.")
    return Check(Advice.NOTE, text)


def _size(issue):
    if not issue.public_size:
        return None
    size = {"size": filesizeformat(issue.public_size)}
    if issue.public_size > LARGE_FILE:
        text = _("Das PDF ist groß: %(size)s. Die Seiten auf der Website laden trotzdem schnell.")
        return Check(Advice.NOTE, text % size)
    return Check(Advice.GOOD, _("Das PDF ist %(size)s groß.") % size)


def _order(issue):
    """Return a line for each neighbouring number whose date is not in order with the date of this issue."""
    if issue.published_on is None:
        yield Check(Advice.LOOK, _("Wann die Ausgabe erschienen ist, steht nicht da."))
        return
    dated = Issue.objects.exclude(pk=issue.pk).exclude(published_on=None)
    earlier, later = dated.before(issue), dated.after(issue)
    wrong = [
        (earlier.filter(published_on__gte=issue.published_on).newest().first(), _("erschien aber nicht davor")),
        (later.filter(published_on__lte=issue.published_on).oldest().first(), _("erschien aber nicht danach")),
    ]
    for other, words in wrong:
        if other is not None:
            day = date_format(other.published_on, "j. F Y")
            facts = {"other": other.short_name, "words": words, "day": day}
            text = _("Die Ausgabe %(other)s %(words)s (%(day)s). Stimmen Nummer und Datum?")
            yield Check(Advice.LOOK, text % facts)


def _after_replacing(issue, pages):
    """Yield lines about texts that staff should compare after the file was replaced."""
    to_compare = [page for page in pages if page.is_to_compare]
    if to_compare:
        text = _("Anderer Text als vorher, wo Sie berichtigt hatten: %(pages)s. Bitte vergleichen Sie.")
        yield Check(Advice.LOOK, text % {"pages": names(to_compare)})
    texts = {number: _letters(text) for number, text in issue.pages.values_list("number", "text")}
    articles = issue.articles.in_order()
    moved = [article for article in articles if _letters(article.title) not in texts.get(article.page, "")]
    for article in moved[:MAX_NAMED]:
        facts = {"title": article.title, "page": article.page}
        text = _("Die Überschrift „%(title)s“ steht nicht mehr auf Seite %(page)d. Ist der Artikel noch richtig?")
        yield Check(Advice.LOOK, text % facts)
    if reapply.has_hidden_terms(issue.pk):
        yield Check(Advice.LOOK, _("Ist das Ausgeblendete auch in der neuen Datei weg? Bitte sehen Sie nach."))


def _letters(text):
    return "".join(character for character in text.casefold() if character.isalnum())


def names(pages: list[Page]) -> str:
    """Return the numbers of pages as text: "Seiten 2, 5"."""
    numbers = ", ".join(str(page.number) for page in pages[:MAX_NAMED])
    more = ", …" if len(pages) > MAX_NAMED else ""
    return ngettext("Seite %(numbers)s", "Seiten %(numbers)s", len(pages)) % {"numbers": numbers + more}
