"""Validation of the times of a date and of slugs."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kasch_site.common.clock import FIRST_DAY, LAST_DAY, is_plausible

from .querysets import MAX_DURATION

__all__ = ["FIRST_DAY", "LAST_DAY"]

# Path segments used in events/urls.py that cannot be the slug of an event.
RESERVED_WORDS = {"abonnieren"}


class ImpossibleTimes(ValidationError):
    """Raised for a date that ends before it begins, lasts longer than `MAX_DURATION` or is in another century."""


def check_times(starts_at, ends_at):
    """Raise `ImpossibleTimes` if these aware datetimes cannot be start and end of a date."""
    if ends_at <= starts_at:
        raise ImpossibleTimes({"ends_at": _("Das Ende muss nach dem Beginn liegen.")})
    if ends_at - starts_at > MAX_DURATION:
        raise ImpossibleTimes(
            {
                "ends_at": _("Ein Termin dauert höchstens %(days)d Tage. Bitte prüfen Sie das Ende.")
                % {"days": MAX_DURATION.days}
            }
        )
    if not is_plausible(starts_at):
        raise ImpossibleTimes({"starts_at": _("Bitte prüfen Sie die Jahreszahl.")})


def validate_free_word(value):
    """Reject a slug that is the path of a calendar page."""
    if value in RESERVED_WORDS:
        raise ValidationError(
            _("Unter dieser Adresse steht schon eine andere Seite. Bitte wählen Sie ein anderes Wort.")
        )
