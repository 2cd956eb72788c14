"""What staff may do in a text: few means, and nothing else survives the saving."""

import html as entities
import json
import re

import nh3
from django import forms
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django_prose_editor.widgets import importmap
from js_asset import Media, Script

# What the editor in static/js/richtext.js can make, and nothing more.
_TAGS = {"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "a", "blockquote", "mark"}
_EMPTY = re.compile(r"(<p>(\s|&nbsp;|<br>)*</p>\s*)*")


def clean(html: str) -> str:
    """Return the text with only harmless tags and links, or "" if there is nothing to read.

    `<mark>` is how blanks are marked that only the association can fill.
    """
    cleaned = nh3.clean(
        html or "",
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return "" if _EMPTY.fullmatch(cleaned) else cleaned


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
