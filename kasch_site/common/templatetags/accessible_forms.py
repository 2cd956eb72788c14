"""What the form templates need to know of a form."""

from dataclasses import dataclass

from django import template
from django.forms import MultiWidget

register = template.Library()


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """A line of the error summary; `target` is the id of the control to mend, or empty."""

    text: str
    target: str = ""


@register.filter
def error_links(form) -> list[ErrorLink]:
    """All errors of a form: those of the whole form first, then those of the fields, in the order of the fields."""
    links = [ErrorLink(text) for text in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else first_control(field)
        links += [ErrorLink(text, target) for text in field.errors]
    return links


@register.filter
def first_control(field) -> str:
    """The id of the field's control, of the first one where it has several."""
    target = field.id_for_label or next((choice.id_for_label for choice in field.subwidgets), None) or ""
    return f"{target}_0" if target and isinstance(field.field.widget, MultiWidget) else target


@register.filter
def without_state(attrs) -> list[tuple]:
    """Attributes of one choice of a group; that the group is wrong is said by the group."""
    return [item for item in attrs.items() if item[0] not in ("aria-invalid", "required") and item[1] is not False]


@register.filter
def formset_error_links(formset) -> list[ErrorLink]:
    """All errors of a formset: its own first, then those of its forms in order."""
    return [ErrorLink(text) for text in formset.non_form_errors()] + [
        link for form in formset for link in error_links(form)
    ]
