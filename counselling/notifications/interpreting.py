"""Who interprets at an appointment: the counsellor, an interpreter, or nobody yet."""

from enum import Enum

from django.utils import translation
from django.utils.translation import gettext as _

from counselling.models import Booking


class Interpreting(Enum):
    """How a person who asked for another language is understood."""

    COUNSELLOR = "counsellor"  # the counsellor speaks it
    ORDERED = "ordered"
    MISSING = "missing"


def interpreting_of(booking: Booking) -> Interpreting | None:
    """Return who interprets; None if the person speaks German."""
    if booking.interpreter is None:
        return None
    if booking.interpreter in booking.slot.counsellor.languages.all():
        return Interpreting.COUNSELLOR
    return Interpreting.ORDERED if booking.interpreter_ordered else Interpreting.MISSING


def interpreting_in_words(booking: Booking, *, names_counsellor: bool) -> list[tuple[str, str]]:
    """Return one sentence about who interprets, in German and, if the site is translated into it, in the language of
    the person; each with its language code. Messages do not name the counsellor.
    """
    state = interpreting_of(booking)
    if state is None:
        return []
    own = booking.interpreter.code
    sentences = [("de", _sentence(booking, state, names_counsellor))]
    with translation.override(own):
        translated = _sentence(booking, state, names_counsellor)
    if translated != sentences[0][1]:
        sentences.append((own, translated))
    return sentences


def _sentence(booking, state, names_counsellor):
    values = {
        "name": booking.slot.counsellor.name,
        "language": booking.interpreter.native_name or booking.interpreter.name,
    }
    if state is Interpreting.COUNSELLOR and names_counsellor:
        return _("%(name)s spricht %(language)s.") % values
    if state is Interpreting.COUNSELLOR:
        return _("Wer Sie berät, spricht %(language)s.") % values
    if state is Interpreting.ORDERED:
        return _("Eine Übersetzung ist bestellt: %(language)s.") % values
    return _("Eine Übersetzung ist noch nicht bestellt: %(language)s. Wir sagen Ihnen Bescheid.") % values
