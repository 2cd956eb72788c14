"""Values of form fields: what an unedited form sends, whether two mean the same, and their text for staff."""

import re
from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from kasch_site.common.digests import digest_of
from kasch_site.common.text import richtext
from kasch_site.common.text.readable import look_the_same, readable, readable_pair

# White space that browsers do not show: more than one blank, and blanks beside a block.
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
_WHITE_SPACE_BESIDE_BLOCKS = re.compile(
    r" ?(</?(?:p|br|h2|h3|ul|ol|li|blockquote|table|tbody|tr|th|td)(?: [^<>]*)?>) ?"
)
_MULTIPLE = (forms.ModelMultipleChoiceField, forms.MultipleChoiceField)
_SINGLE = (forms.ModelChoiceField, forms.ChoiceField)


def widget_of(field) -> forms.Widget:
    """Return the widget that holds the value, without the admin's wrapper for related records."""
    return getattr(field.widget, "widget", field.widget)


def unedited(form, name) -> dict[str, list[str]]:
    """Return what a browser sends for this field if nobody edits it, by name of the input."""
    field = form.fields[name]
    value = field.prepare_value(form.get_initial_for_field(field, name))
    return _submitted_values(widget_of(field), form.add_prefix(name), value)


def _submitted_values(widget, html_name, value):
    if isinstance(widget, forms.FileInput):
        return {}
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list | tuple) else widget.decompress(value)
        result = {}
        for part, suffix, part_value in zip(widget.widgets, widget.widgets_names, parts, strict=True):
            result |= _submitted_values(part, html_name + suffix, part_value)
        return result
    if isinstance(widget, forms.CheckboxInput):
        return {html_name: ["on"] if widget.check_test(value) else []}
    formatted = widget.format_value(value)
    if isinstance(formatted, list | tuple):
        return {html_name: [str(item) for item in formatted]}
    return {html_name: ["" if formatted is None else str(formatted)]}


def submitted(form, name, data, files):
    """Return the value of this field in submitted data, as its widget reads it."""
    return form.fields[name].widget.value_from_datadict(data, files, form.add_prefix(name))


def digest(field, value) -> str:
    """Return a short digest, equal for values that mean the same in this field."""
    return digest_of(_canonical(field, value))


def _canonical(field, value):
    if isinstance(field, forms.FileField):
        return str(value or "")
    if isinstance(field, _MULTIPLE):
        return sorted(str(item) for item in value or [])
    if isinstance(field, _SINGLE):
        return "" if value is None else str(value)
    if isinstance(field, forms.MultiValueField):
        parts = value or [None] * len(field.fields)
        return [_canonical(part, part_value) for part, part_value in zip(field.fields, parts, strict=True)]
    with suppress(ValidationError):
        value = field.to_python(value)
    return _text(field, "" if value is None else str(value))


def _text(field, text):
    """Return the text without differences that a browser or the text editor makes without anybody editing it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _is_rich(field):
        try:
            return _WHITE_SPACE_BESIDE_BLOCKS.sub(r"\1", _WHITE_SPACE.sub(" ", richtext.clean(text)))
        except ValidationError:
            return text
    return text.lower() if getattr(widget_of(field), "input_type", "") == "color" else text


def both_in_words(field, mine, theirs) -> tuple[str, str]:
    """Return two submitted values as text for staff; of rich texts with the same words, name the markup too."""
    texts = in_words(field, mine), in_words(field, theirs)
    if _is_rich(field) and look_the_same(*texts):
        return readable_pair(*(_text(field, str(value or "")) for value in (mine, theirs)))
    return texts


def in_words(field, value) -> str:
    """Return a submitted value as text for staff; rich text without its tags, line by line."""
    try:
        text = _in_words(field, value)
    except (ValidationError, ValueError, TypeError):
        text = str(value)
    return text or _("(leer)")


def _in_words(field, value):
    if isinstance(field, forms.FileField):
        return getattr(value, "name", None) or str(value or "")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(field.label_from_instance(entry) for entry in field.clean(value or []))
    if isinstance(field, forms.ModelChoiceField):
        result = field.to_python(value)
        return "" if result is None else field.label_from_instance(result)
    if isinstance(field, forms.ChoiceField):
        chosen = {str(item) for item in (value if isinstance(value, list | tuple) else [value])}
        return ", ".join(str(label) for key, label in _flat(field.choices) if str(key) in chosen)
    if isinstance(field, forms.MultiValueField):
        return ", ".join(filter(None, (_in_words(*pair) for pair in zip(field.fields, value or [], strict=False))))
    return _plain(field, field.to_python(value))


def _plain(field, result):
    if result is None:
        return _("unbekannt") if isinstance(field, forms.NullBooleanField) else ""
    if isinstance(result, bool):
        return _("ja") if result else _("nein")
    if isinstance(field, forms.DateField):
        return date_format(result)
    if isinstance(field, forms.TimeField):
        return time_format(result)
    return readable(_text(field, str(result))) if _is_rich(field) else str(result)


def _is_rich(field):
    return isinstance(widget_of(field), richtext.RichTextWidget)


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
