"""Forms for residents: reserve, sign in with a card, ask for a new PIN, request a purchase."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.forms.base import AccessibleForm, LineField
from kasch_site.common.forms.bounded_fields import DateField
from kasch_site.common.forms.guard import GuardedFormMixin
from kasch_site.visitors.web.forms import VisitorForm
from kasch_site.visitors.web.look_up import LookUpForm
from library.circulation import purchase_requests
from library.circulation.holds.reservations import Requester
from library.models.numbers import LENGTH
from library.models.patrons import PIN_LENGTH

_USUAL_SEARCH = timedelta(days=92)


class DigitsField(LineField):
    """A number typed from a card, with or without blanks."""

    def __init__(self, *, length, **kwargs):
        super().__init__(max_length=length * 2, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}

    def clean(self, value):
        """Return the digits only."""
        return "".join(character for character in super().clean(value) if character.isascii() and character.isdigit())


class ReserveForm(VisitorForm):
    """Reservation of a title without a card."""

    submit_label = _("Vormerken")
    retention_note = _("Sieben Tage nach dem Ende der Vormerkung löschen wir Ihre Angaben.")

    def requester(self) -> Requester:
        """Return the requester."""
        return Requester(**self.person_fields())


class CardForm(AccessibleForm):
    """Card number and PIN."""

    submit_label = _("Anmelden")

    number = DigitsField(
        label=_("Nummer Ihres Leseausweises"),
        help_text=_("Acht Ziffern, unter dem Strichcode."),
        length=LENGTH,
    )
    pin = DigitsField(
        label=_("PIN"),
        help_text=_("Vier Ziffern. Sie bekommen sie an der Theke."),
        length=PIN_LENGTH,
        widget=forms.PasswordInput,
    )


class ReserveWithCardForm(GuardedFormMixin, CardForm):
    """Reservation of a title with card number and PIN."""

    submit_label = _("Vormerken")


class NewPinForm(AccessibleForm):
    """A request for a new PIN by mail."""

    submit_label = _("Link schicken")

    number = DigitsField(
        label=_("Nummer Ihres Leseausweises"), help_text=_("Acht Ziffern, unter dem Strichcode."), length=LENGTH
    )
    letters = LineField(label=_("Die ersten drei Buchstaben Ihres Namens"), max_length=80)


class PurchaseRequestForm(VisitorForm):
    """A purchase request: the book, and the last day of the search."""

    submit_label = _("Suchwunsch abschicken")
    retention_note = _("Eine Woche nach dem letzten Tag löschen wir Ihre Angaben.")

    text = LineField(
        label=_("Was suchen Sie?"),
        help_text=_("Titel und wer es geschrieben hat. Auch, was wir kaufen sollten."),
        max_length=200,
        error_messages={"required": _("Schreiben Sie, was Sie suchen.")},
    )
    ends_on = DateField(
        label=_("Bis wann suchen Sie?"),
        help_text=_("Höchstens ein halbes Jahr. Zum Beispiel 24.12.2026."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: clock.today() + _USUAL_SEARCH,
        error_messages={"invalid": _("Schreiben Sie den Tag so: 24.12.2026")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["text", "ends_on", "name", "contact"])

    def clean_ends_on(self):
        """Refuse a day that is over or too far ahead."""
        day, today = self.cleaned_data["ends_on"], clock.today()
        if day < today:
            raise ValidationError(_now("Dieser Tag ist vorbei. Wählen Sie einen, der noch kommt."))
        if day > purchase_requests.last_day(today):
            last = date_format(purchase_requests.last_day(today), "j. F Y")
            raise ValidationError(_now("So lange suchen wir nicht: höchstens bis %(day)s.") % {"day": last})
        return day


class CodeForm(LookUpForm):
    """Look-up form for a hold or a purchase request."""

    heading = _("Meine Vormerkung")
    purpose = _("Mit Ihrem Code sehen Sie Ihre Vormerkung oder Ihren Suchwunsch, und Sie sagen ab.")
    submit_label = _("Zeigen")
