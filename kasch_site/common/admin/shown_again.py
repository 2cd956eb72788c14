"""A submitted form is shown again with what was typed, and nothing is saved."""

# The names of the buttons of a page that asks first: back to the form, or do it.
BACK_TO_FORM, CONFIRMED = "_back_to_form", "_confirmed"


class ShownAgainMixin:
    """Mixin for a ModelAdmin: with `BACK_TO_FORM` in the request its form is shown again and never saved."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        return always_invalid(form_class) if is_shown_again(request) else form_class


def is_shown_again(request) -> bool:
    """Return whether the submitted form is only to be shown again."""
    return request.method == "POST" and BACK_TO_FORM in request.POST


def always_invalid(form_class):
    """Return a form class for showing a submitted form again without saving it."""
    return type(form_class.__name__, (form_class,), {"is_valid": lambda self: False})
