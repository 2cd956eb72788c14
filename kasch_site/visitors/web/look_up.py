"""Look up a record without an account: by reference code and first letters of the name."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.base import AccessibleForm, LineField
from kasch_site.visitors import reference_codes
from kasch_site.visitors.models import Visitor

from .counted import UNPROCESSABLE, guess_status

WRONG_CODE = _(
    "Code und Name passen nicht zusammen. Der Code hat acht Zeichen, zum Beispiel K7PX‑42MN. "
    "Die Null, die Eins und die Buchstaben O und I kommen darin nicht vor."
)


class LookUpForm(AccessibleForm):
    """The code and the first letters of the name; a section says what is looked up.

    `heading` is that of the page, `purpose` a sentence on what can be done there.
    """

    heading: str
    purpose: str

    code = LineField(
        label=_("Ihr Code"),
        help_text=_("Acht Zeichen, zum Beispiel K7PX‑42MN. Groß oder klein ist gleich."),
        max_length=40,
    )
    letters = LineField(
        label=_("Die ersten drei Buchstaben Ihres Namens"),
        help_text=_("Bei kürzeren Namen bitte alle Buchstaben."),
        max_length=80,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("code", "letters"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "dir": "ltr"}

    def clean_code(self):
        """Return the code in its stored form."""
        code = reference_codes.parse(self.cleaned_data["code"])
        if not code:
            raise ValidationError(WRONG_CODE)
        return code


def by_code(rows, code: str, letters: str) -> Visitor | None:
    """Return the row with this code if its name starts with `letters`; None for every mistake alike."""
    record = rows.filter(code=code).first()
    return record if record and reference_codes.matches_name(record.name, letters) else None


def look_up(
    request, form_class: type[LookUpForm], find: Callable, url_of: Callable, template: str = "visitors/lookup.html"
) -> HttpResponse:
    """Show the form; redirect to `url_of(record)` if `find(code, letters)` returns a record.

    A guess is counted before it is looked up, and every mistake gets the same response.
    """
    form = form_class(request.POST if request.method == "POST" else None)
    status = guess_status(request, form) if form.is_bound else 200
    if not status:
        record = find(form.cleaned_data["code"], form.cleaned_data["letters"])
        if record:
            return redirect(url_of(record))
        form.add_error("code", WRONG_CODE)
        status = UNPROCESSABLE
    return render(request, template, {"form": form}, status=status)
