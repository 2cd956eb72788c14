"""Finding a sign-up again without an account: by the secret word of a link, or by code and name."""

from events.models import Registration
from kasch_site.common import clock
from kasch_site.visitors import access_tokens, reference_codes

from .messages import ACCESS_TOKEN_LIFETIME, PURPOSE, ROOM


def by_word(word: str) -> Registration | None:
    """The sign-up to which a link leads; None for unknown, foreign and expired words alike."""
    subject = access_tokens.subject_of(ROOM, PURPOSE, word)
    return _known().filter(pk=subject).first() if subject else None


def by_code(code: str, letters: str) -> Registration | None:
    """The sign-up with this code (as it is stored), if `letters` begin the name; None for all mistakes alike."""
    found = _known().filter(code=code).first()
    return found if found and reference_codes.fits(found.name, letters) else None


def _known():
    """Sign-ups whose names have not had their time, whether or not they were erased already."""
    known = Registration.objects.ended_after(clock.now() - ACCESS_TOKEN_LIFETIME)
    return known.select_related(
        "seating__occurrence__event__terms", "seating__occurrence__series", "seating__occurrence__room"
    )
