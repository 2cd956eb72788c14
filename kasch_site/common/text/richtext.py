"""What staff may do in a text: few means, and nothing else survives the saving."""

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
from js_asset import Media, Script

# What the editor in static/js/richtext.js can make, and nothing more.
_TAGS = {"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "a", "blockquote", "mark"}
_EMPTY = re.compile(r"(<p>(\s|&nbsp;|<br>)*</p>\s*)*")


# Cleaning takes a time that grows with the square of the depth, and on SQLite nobody else can save meanwhile.
LONGEST, DEEPEST = 100_000, 40
TOO_LONG = gettext_lazy("Der Text ist zu lang. Bitte teilen Sie ihn auf mehrere Seiten auf.")
TOO_DEEP = gettext_lazy(
    "In diesem Text stecken zu viele Listen oder Zitate ineinander. Bitte lösen Sie einige davon auf."
)
# Whatever a browser may take for the beginning of a tag or a comment; then a tag in which nothing is hidden.
_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s<>/"']*+)(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+>""")
_WITHOUT_END = {"br", "hr", "img"}


def clean(html: str) -> str:
    """Return the text with only harmless tags and links, or "" if there is nothing to read.

    `<mark>` is how blanks are marked that only the association can fill. Raises ValidationError for a text that is
    longer than `LONGEST` characters, before or after, or nested deeper than `DEEPEST`.
    """
    check_size(html or "")
    cleaned = nh3.clean(
        html or "",
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    check_size(cleaned)
    return "" if _EMPTY.fullmatch(cleaned) else cleaned


def check_size(html: str):
    """Raise ValidationError for a text that is too long or nested too deep, in a time that grows with its length."""
    if len(html) > LONGEST:
        raise ValidationError(TOO_LONG)
    # An end counts only right where its element was opened last: whoever mixes them up goes deeper, never back.
    within = []
    for opening in _OPENING.finditer(html):
        is_end, name = _tag_at(html, opening.start())
        if not is_end:
            within.append(name)
        elif within and within[-1] == name:
            within.pop()
        if len(within) > DEEPEST:
            raise ValidationError(TOO_DEEP)


def _tag_at(html, place):
    """Whether the tag there ends its element, and the name; what is no plain tag begins one that has no name."""
    tag = _TAG.match(html, place)
    if tag is None:
        return False, ""
    name = tag[2].lower()
    return bool(tag[1]) or name in _WITHOUT_END, name


def words(html: str) -> str:
    """The text without its tags, for searching and for a line in a mail."""
    return " ".join(entities.unescape(strip_tags(html.replace("<", " <"))).split())


class RichTextWidget(forms.Textarea):
    """A textarea that becomes an editor; in a ModelAdmin it needs `RichTextAdminMixin`."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-richtext"] = json.dumps(editor_words())
        return context

    @property
    def media(self):
        return Media(importmap=importmap, js=[Script("js/richtext.js", type="module")])

    def use_required_attribute(self, initial):
        # The textarea is hidden behind the editor: the browser could not show where something is missing.
        return False


def editor_words():
    """The words on the buttons of the editor and in its question for a link."""
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
        "undo": _("Rückgängig"),
        "redo": _("Wiederholen"),
        "linkTitle": _("Wohin führt der Link?"),
        "linkAddress": _("Adresse der Seite, E-Mail-Adresse oder Telefonnummer"),
        "linkSelect": _("Bitte markieren Sie zuerst die Wörter, auf die man klicken soll."),
        "apply": _("Übernehmen"),
    }


class RichTextField(models.TextField):
    """A text that staff write in the editor.

    It is cleaned on every way into the database: forms, `save`, `bulk_create` and `update` alike.
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
