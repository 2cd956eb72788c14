"""Column headings of other library programs, in German and English, and their meanings."""

import re

from django.utils.translation import gettext_lazy as _

from kasch_site.common.text.german_order import sort_key

IGNORED = ""
MEANINGS = {
    IGNORED: _("– nicht übernehmen –"),
    "title": _("Titel"),
    "subtitle": _("Untertitel"),
    "authors": _("Wer es geschrieben hat"),
    "last_name": _("Nachname"),
    "first_name": _("Vorname"),
    "isbn": _("ISBN"),
    "languages": _("Sprachen"),
    "subjects": _("Themen"),
    "medium": _("Art"),
    "series": _("Reihe"),
    "volume": _("Band"),
    "publisher": _("Verlag"),
    "year": _("Jahr"),
    "description": _("Worum es geht"),
    "age_from": _("Alter von"),
    "age_until": _("Alter bis"),
    "parts": _("Was dazugehört"),
    "shelf": _("Regal"),
    "copies": _("Zahl der Exemplare"),
    "number": _("Nummer auf dem Etikett"),
    "key": _("Kennung im alten Katalog"),
}
# Folded: without umlauts, punctuation and capital letters.
_HEADINGS = {
    "title": "titel haupttitel hauptsachtitel title buchtitel booktitle maintitle name bezeichnung titelname",
    "subtitle": "untertitel subtitle zusatzzumtitel titelzusatz",
    "authors": "autor autoren autorin autorinnen verfasser verfasserin author authors urheber interpret creator"
    " weresgeschriebenhat",
    "last_name": "nachname autornachname authorname authorlastname lastname familienname",
    "first_name": "vorname autorvorname authorvorname authorfirstname firstname",
    "isbn": "isbn isbn13 isbn10 ean isbnean isbnnummer",
    "languages": "sprache sprachen language languages lang spracheisocode sprachetext sprachcode",
    "subjects": "thema themen schlagwort schlagworte schlagworter subject subjects topics genre genres kategorie"
    " kategorien sachgruppe tags",
    "medium": "art medienart medium mediatype medientyp format materialart",
    "series": "reihe serie series reihentitel",
    "volume": "band bandnummer volume bandzahlung nummerinderreihe",
    "publisher": "verlag verlagsname publisher",
    "year": "jahr erscheinungsjahr year publikationsdatum veroffentlicht publisheddate publicationyear"
    " erscheinungsdatum",
    "description": "zusammenfassung beschreibung description summary inhalt worumesgeht",
    "age_from": "alter altervon minalter mindestalter abalter agefrom minage lesealter furkinderabjahre",
    "age_until": "alterbis maxalter ageuntil maxage bisjahre",
    "parts": "wasdazugehort bestandteile inhaltspiel teile parts",
    "shelf": "regal standort signatur shelf location regalplatz stellplatz aufstellung",
    "copies": "exemplare anzahl stuck copies anzahlexemplare bestand zahlderexemplare",
    "number": "nummeraufdemetikett etikett",
    "key": "idn id ppn kennung recordid datensatznummer katalogid kennungimaltenkatalog",
}
_MEANING_OF = {heading: meaning for meaning, headings in _HEADINGS.items() for heading in headings.split()}


def folded(heading) -> str:
    """Return a heading in lower case without umlauts and punctuation."""
    return re.sub(r"[^a-z0-9]", "", sort_key(str(heading)[:80]))


def known_headings() -> set[str]:
    """Return the known headings in lower case, by which the sheet with books is recognised."""
    return set(_MEANING_OF)


def guess(headings: list[str]) -> list[str]:
    """Return the guessed meaning of each column; each meaning is used once, for the first matching column."""
    meanings: list[str] = []
    for heading in headings:
        meaning = _MEANING_OF.get(folded(heading), IGNORED)
        meanings.append(IGNORED if meaning in meanings else meaning)
    if "authors" in meanings:
        # Names beside a column of authors are those of borrowers.
        return [IGNORED if meaning in ("last_name", "first_name") else meaning for meaning in meanings]
    return meanings
