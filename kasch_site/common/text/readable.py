"""Rich text as text that people can read, without its markup or with the markup in words."""

import re
import unicodedata
from html.parser import HTMLParser

from django.utils.translation import gettext as _

_BLOCKS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "tr", "table", "br", "figure"}
_BLANKS = re.compile(r"[ \t\n\r\f]+")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts: list[str] = []
        self._targets: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in _BLOCKS:
            self.parts.append("\n• " if tag == "li" else "\n")
        if tag in {"td", "th"}:
            self.parts.append(" ")
        if tag == "figure":
            self.parts.append(_("[Bild Nr. %(number)s]") % {"number": dict(attrs).get("data-picture")})
        if tag == "a":
            self._targets.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "a" and self._targets:
            target = self._targets.pop()
            self.parts.append(f" ({target})" if target else "")

    def handle_data(self, data):
        self.parts.append(data)


def readable(html: str) -> str:
    """Return rich text without markup: a line for each paragraph, a bullet for each list item, targets of links."""
    return re.sub(r"• *\n", "• ", _without_blank_lines(_text(_Reader(), html)))


def with_markup(html: str) -> str:
    """Return rich text with its markup in words: "[Absatz: Am [fett: Montag]]".

    Invisible characters are named too, so that the results differ if the cleaned texts do.
    """
    return _without_blank_lines(_text(_MarkupReader(), html))


def readable_pair(first: str, second: str) -> tuple[str, str]:
    """Return two rich texts as readable text, with their markup in words if it is all that differs."""
    texts = readable(first), readable(second)
    return (with_markup(first), with_markup(second)) if first != second and look_the_same(*texts) else texts


def look_the_same(first: str, second: str) -> bool:
    """Return whether two texts differ at most in invisible characters."""
    return _visible_text(first) == _visible_text(second)


def _without_blank_lines(text: str) -> str:
    """Return the lines that are not blank, without blanks around them; in linear time for any number of blanks."""
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))


def _visible_text(text: str) -> str:
    return " ".join("".join(character for character in text if unicodedata.category(character) != "Cf").split())


def _text(reader, html: str) -> str:
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


class _MarkupReader(HTMLParser):
    """Writes each element as "[name: content]", blocks on lines of their own."""

    def __init__(self):
        super().__init__()
        self.parts: list[str] = []
        self._names = _names()

    def handle_starttag(self, tag, attrs):
        if tag in {"br", "tbody"}:
            self.parts.append(_("[neue Zeile]") if tag == "br" else "")
            return
        details = [_detail(name, value or "") for name, value in sorted(attrs) if name != "rel"]
        name = " ".join([self._names.get(tag, tag), *details])
        self.parts.append(("\n" if tag in _BLOCKS else "") + f"[{name}: ")

    def handle_endtag(self, tag):
        if tag not in {"br", "tbody"}:
            self.parts.append("]\n" if tag in _BLOCKS else "]")

    def handle_data(self, data):
        self.parts.append("".join(map(_visible, _BLANKS.sub(" ", data))))


def _names() -> dict[str, str]:
    """Return the names of the tags that `richtext.clean` allows, as the editor's buttons call them."""
    return {
        "p": _("Absatz"),
        "h2": _("Überschrift"),
        "h3": _("Zwischenüberschrift"),
        "strong": _("fett"),
        "em": _("kursiv"),
        "ul": _("Liste"),
        "ol": _("Liste 1, 2, 3"),
        "li": _("Punkt"),
        "a": _("Link"),
        "blockquote": _("Zitat"),
        "mark": _("fehlt noch"),
        "span": _("Wörter"),
        "table": _("Tabelle"),
        "tr": _("Zeile"),
        "th": _("Kopf"),
        "td": _("Feld"),
        "figure": _("Bild"),
    }


def _detail(name: str, value: str) -> str:
    texts = {
        "href": _("auf %(value)s"),
        "lang": _("in der Sprache %(value)s"),
        "dir": _("mit Schreibrichtung %(value)s"),
        "start": _("ab %(value)s"),
        "colspan": _("über %(value)s Spalten"),
        "rowspan": _("über %(value)s Zeilen"),
        "data-picture": _("Nr. %(value)s"),
    }
    return texts.get(name, f"{name} %(value)s") % {"value": value}


def _visible(character: str) -> str:
    if character == "\xa0":
        return _("[festes Leerzeichen]")
    is_invisible = unicodedata.category(character) in {"Cf", "Zs", "Zl", "Zp", "Cc"} and character != " "
    return _("[Zeichen U+%(code)04X]") % {"code": ord(character)} if is_invisible else character
