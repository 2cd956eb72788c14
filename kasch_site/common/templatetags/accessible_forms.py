"""Filters for the form templates: error links, control ids, attributes."""

from dataclasses import dataclass

from django import template
from django.forms import MultiWidget

register = template.Library()


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """An entry of the error summary; `target` is the id of the invalid control, or ""."""

    text: str
    target: str = ""


@register.filter
def error_links(form) -> list[ErrorLink]:
    """Return all errors of a form: non-field errors first, then those of the fields in field order."""
    links = [ErrorLink(text) for text in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else first_control(field)
        links += [ErrorLink(text, target) for text in field.errors]
    return links


@register.filter
def first_control(field) -> str:
    """Return the id of the field's control, of the first one if it has several."""
    target = field.id_for_label or next((choice.id_for_label for choice in field.subwidgets), None) or ""
    return f"{target}_0" if target and isinstance(field.field.widget, MultiWidget) else target


@register.filter
def without_state(attrs) -> list[tuple]:
    """Return the attributes of one choice of a group without its error state, which the group itself has."""
    return [item for item in attrs.items() if item[0] not in ("aria-invalid", "required") and item[1] is not False]


@register.filter
def formset_error_links(formset) -> list[ErrorLink]:
    """Return all errors of a formset: its own first, then those of its forms in order."""
    return [ErrorLink(text) for text in formset.non_form_errors()] + [
        link for form in formset for link in error_links(form)
    ]
