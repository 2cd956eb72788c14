"""Interpreting at an appointment: by the counsellor, by an ordered interpreter, or not arranged yet."""

from enum import Enum

from django.utils import translation
from django.utils.translation import gettext as _

from counselling.models import Booking
from kasch_site.house.models import Language


class Interpreting(Enum):
    """How interpreting is arranged for an appointment."""

    COUNSELLOR = "counsellor"  # the counsellor speaks it
    ORDERED = "ordered"
    MISSING = "missing"


def interpreting_of(booking: Booking) -> Interpreting | None:
    """Return how interpreting is arranged; None if the person speaks German."""
    if booking.interpreter is None:
        return None
    if booking.interpreter in booking.slot.counsellor.languages.all():
        return Interpreting.COUNSELLOR
    return Interpreting.ORDERED if booking.interpreter_ordered else Interpreting.MISSING


def interpreting_in_words(booking: Booking, *, names_counsellor: bool) -> list[tuple[str, str]]:
    """Return a sentence about interpreting, in German and, if the site is translated into it, in the person's language.

    Each comes with its language code. Messages do not name the counsellor.
    """
    state = interpreting_of(booking)
    return (
        []
        if state is None
        else _in_both_languages(booking.interpreter, lambda: _sentence(booking, state, names_counsellor))
    )


def search_in_words(language: Language) -> list[tuple[str, str]]:
    """Return the sentence that the house looks for an interpreter, in the languages of `interpreting_in_words`."""
    values = {"language": language.native_name or language.name}
    return _in_both_languages(
        language, lambda: _("Wir suchen jemanden zum Übersetzen: %(language)s. Wir sagen Ihnen Bescheid.") % values
    )


def _in_both_languages(language, sentence) -> list[tuple[str, str]]:
    """Return the results of `sentence` in German and, if it is translated, in the other language, with their codes."""
    german = sentence()
    with translation.override(language.code):
        translated = sentence()
    return [("de", german)] if translated == german else [("de", german), (language.code, translated)]


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
