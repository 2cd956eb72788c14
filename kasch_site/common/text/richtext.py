"""Rich text of staff: an allow-list of tags, applied on every save."""

import html as entities
import json
import re

import nh3
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_prose_editor.widgets import importmap
from js_asset import ImportMap, Media, Script

# The tags that the editor in static/js/richtext.js produces.
_TAGS = {"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "a", "blockquote", "mark", "span"}
_TAGS |= {"table", "tbody", "tr", "th", "td", "figure"}
_SPANS = {"colspan", "rowspan"}
# Values of numbers in markup; the editor computes with the columns of a table.
MAX_SPAN, _NUMBER_ATTRIBUTES = 100, {*_SPANS, "start"}
_IMPORTS = ImportMap({"pasted": "js/pasted.js", "richtext_pictures": "js/richtext_pictures.js"})
# A picture of the collection, by its key; what is shown is made when the text is shown (`templatetags.rich_text`).
_PICTURE_KEY = "data-picture"
KEY = re.compile(r"[1-9][0-9]{0,8}")
PICTURE = re.compile(rf'<figure {_PICTURE_KEY}="(\d+)"></figure>')
_FIGURE = re.compile(rf'<figure(?P<key> {_PICTURE_KEY}="\d+")?>(?P<end></figure>)?|</figure>')
_EMPTY = re.compile(r"(<p>(\s|&nbsp;|<br>)*</p>\s*)*")


# Cleaning is quadratic in the nesting depth, and on SQLite it blocks all other writes.
MAX_LENGTH, MAX_DEPTH = 100_000, 40
TOO_LONG = gettext_lazy("Der Text ist zu lang. Bitte teilen Sie ihn auf mehrere Seiten auf.")
TOO_DEEP = gettext_lazy(
    "In diesem Text stecken zu viele Listen oder Zitate ineinander. Bitte lösen Sie einige davon auf."
)
# Anything a browser may parse as the start of a tag or comment; then a tag without ambiguous content.
_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s<>/"']*+)(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+>""")
_VOID_ELEMENTS = {"br", "hr", "img"}


def clean(html: str) -> str:
    """Return the HTML with only allowed tags and links, or "" if it has no text.

    `<mark>` marks placeholders that the association has to fill in. Raise `ValidationError` if the text is longer than
    `MAX_LENGTH` characters before or after cleaning, or nested deeper than `MAX_DEPTH`.
    """
    check_size(html or "")
    allowed = _allowed(html or "")
    cleaned = _FIGURE.sub(_only_picture, allowed)
    if cleaned != allowed:
        cleaned = _allowed(cleaned)
    check_size(cleaned)
    return "" if _EMPTY.fullmatch(cleaned) else cleaned


def _allowed(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "th": _SPANS, "td": _SPANS, "figure": {_PICTURE_KEY}},
        # Words in another language than the page; nh3 allows `lang` on every tag.
        tag_attribute_values={"span": {"dir": {"ltr", "rtl"}}},
        attribute_filter=_checked_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


def _only_picture(tag) -> str:
    """Return a figure that refers to a picture, empty; "" for any other, whose content remains."""
    return f"<figure{tag['key']}></figure>" if tag["key"] else ""


def picture_markup(key) -> str:
    """Return what a text contains that shows the picture with this key."""
    return f'{_PICTURE_KEY}="{key}"'


def _checked_attribute(tag, attribute: str, value: str) -> str | None:
    """Return the value of an attribute; None, which drops it, for an invalid or too large number."""
    if tag == "figure":
        return value if attribute == _PICTURE_KEY and KEY.fullmatch(value) else None
    if attribute not in _NUMBER_ATTRIBUTES:
        return value
    is_number = value.isascii() and value.isdigit() and len(value) < 8
    return value if is_number and (attribute not in _SPANS or 0 < int(value) <= MAX_SPAN) else None


def check_size(html: str):
    """Raise `ValidationError` if the text is too long or nested too deep. Runs in linear time."""
    if len(html) > MAX_LENGTH:
        raise ValidationError(TOO_LONG)
    # An end tag counts only if it closes the innermost element: misnested tags can increase the depth, never reduce it.
    open_tags = []
    for opening in _OPENING.finditer(html):
        is_end, name = _tag_at(html, opening.start())
        if not is_end:
            open_tags.append(name)
        elif open_tags and open_tags[-1] == name:
            open_tags.pop()
        if len(open_tags) > MAX_DEPTH:
            raise ValidationError(TOO_DEEP)


def _tag_at(html, position):
    """Return whether the tag at `position` is an end tag, and its name.

    Anything malformed counts as a start tag without a name.
    """
    tag = _TAG.match(html, position)
    if tag is None:
        return False, ""
    name = tag[2].lower()
    return bool(tag[1]) or name in _VOID_ELEMENTS, name


def words(html: str) -> str:
    """Return the text without tags, for search and plain-text mails."""
    return " ".join(entities.unescape(strip_tags(html.replace("<", " <"))).split())


class RichTextWidget(forms.Textarea):
    """A textarea that becomes an editor; in a ModelAdmin it needs `RichTextAdminMixin`."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-richtext"] = json.dumps(editor_labels())
        return context

    @property
    def media(self):
        return Media(importmap=importmap | _IMPORTS, js=[Script("js/richtext.js", type="module")])

    def use_required_attribute(self, initial):
        # The textarea is hidden behind the editor, so the browser could not point to it.
        return False


def editor_labels():
    """Return the labels of the editor's buttons and of its link dialog."""
    return {
        "toolbar": _("Text gestalten"),
        "h2": _("Überschrift"),
        "h3": _("Zwischenüberschrift"),
        "bold": _("Fett"),
        "italic": _("Kursiv"),
        "bulletList": _("Liste"),
        "orderedList": _("Liste 1, 2, 3"),
        "blockquote": _("Zitat"),
        "link": _("Link"),
        "blank": _("Fehlt noch"),
        "blankHint": _("Markieren, was noch jemand ausfüllen muss"),
        "german": _("Deutsch"),
        "germanHint": _("Deutsche Wörter auf einer fremdsprachigen Seite: damit sie richtig vorgelesen werden"),
        "picture": _("Bild einfügen"),
        "pictureDelete": _("Bild entfernen"),
        "rowAfter": _("Zeile dazu"),
        "rowDelete": _("Zeile löschen"),
        "tableDelete": _("Tabelle löschen"),
        "undo": _("Rückgängig"),
        "redo": _("Wiederholen"),
        "linkTitle": _("Wohin führt der Link?"),
        "linkAddress": _("Adresse der Seite, E-Mail-Adresse oder Telefonnummer"),
        "ownPages": _("Oder eine Seite oder Datei dieser Website suchen"),
        "ownPagesNone": _("Nichts gefunden. Versuchen Sie ein anderes oder kürzeres Wort."),
        "pictureTitle": _("Welches Bild?"),
        "pictureSearch": _("Nach dem Namen suchen"),
        "pictureNone": _("Kein Bild gefunden. Bilder laden Sie in der Verwaltung unter „Bilder“ hoch."),
        "pictureGone": _("Dieses Bild gibt es nicht mehr. Auf der Website ist hier nichts zu sehen."),
        "cancel": _("Abbrechen"),
        "linkSelect": _("Bitte markieren Sie zuerst die Wörter, auf die man klicken soll."),
        "pasteTooLong": _(
            "Das ist zu lang, um es auf einmal einzufügen. Eingefügt ist nichts. Bitte kopieren Sie kleinere Teile."
        ),
        "apply": _("Übernehmen"),
    }


class RichTextField(models.TextField):
    """A text that staff write in the editor.

    It is cleaned on every write: forms, `save`, `bulk_create` and `update`.
    """

    def clean(self, value, model_instance):
        return clean(super().clean(value, model_instance))

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(clean(value) if isinstance(value, str) else value, connection)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{**kwargs, "widget": RichTextWidget})
