"""Texts about a title: authors, age, series, details."""

from django.conf import settings
from django.utils.translation import gettext as _

from kasch_site.common.text.languages import is_latin
from library.models import Title


def age_in_words(title: Title) -> str:
    """Return the recommended age: "ab 8 Jahren", "für 4 bis 6 Jahre"; "" if it is not for children."""
    if title.age_from is None:
        return ""
    ages = {"first": title.age_from, "last": title.age_until}
    if title.age_until is not None:
        return _("für %(first)d bis %(last)d Jahre") % ages
    return _("ab %(first)d Jahren") % ages


def series_in_words(title: Title) -> str:
    """Return series and volume: "Das magische Baumhaus, Band 3"; "" without a series."""
    if not title.series:
        return ""
    volume = title.volume and (
        _("Band %(volume)s") % {"volume": title.volume} if title.volume.isdigit() else title.volume
    )
    return ", ".join(filter(None, [title.series, volume]))


def facts(title: Title) -> str:
    """Return the facts of a title on one line: "Erich Kästner · 1929 · ab 8 Jahren · Russisch"."""
    other_languages = [language.name for language in title.languages.all() if language.code != settings.LANGUAGE_CODE]
    parts = [
        ", ".join(title.author_names),
        str(title.year or ""),
        age_in_words(title),
        _("Großdruck") if title.is_large_print else "",
        _("leicht zu lesen") if title.is_easy else "",
        ", ".join(other_languages),
    ]
    return " · ".join(filter(None, parts))


def details(title: Title) -> list[tuple[str, str]]:
    """Return the details of a title for its page, as pairs of label and value; unknown ones are left out."""
    pairs = [
        (_("Für wen"), age_in_words(title)),
        (_("Schrift"), _("Großdruck") if title.is_large_print else ""),
        (_("Lesbarkeit"), _("leicht zu lesen") if title.is_easy else ""),
        (_("Reihe"), series_in_words(title)),
        (_("Was dazugehört"), title.parts),
        (_("Verlag"), title.publisher),
        (_("Jahr"), str(title.year or "")),
        (_("ISBN"), title.isbn),
    ]
    return [(label, value) for label, value in pairs if value]


def language_code_of(title: Title) -> str:
    """Return the language code of the words of the title; "" for German.

    A title in Latin letters of a book in a language with another script is German, or a transliteration
    that a screen reader cannot pronounce.
    """
    languages = list(title.languages.all())
    if len(languages) != 1 or languages[0].code == settings.LANGUAGE_CODE:
        return ""
    is_in_other_script = is_latin(title.title) and not is_latin(languages[0].native_name)
    return "" if is_in_other_script else languages[0].code
