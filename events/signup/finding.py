"""Finding a sign-up again without an account: by the secret word of a link, or by code and name."""

from kasch_site.common import clock
from kasch_site.common.access import codes, links

from .letters import LINK_LASTS, PURPOSE, ROOM
from .models import SignUp


def by_word(word: str) -> SignUp | None:
    """The sign-up to which a link leads; None for unknown, foreign and expired words alike."""
    subject = links.subject_of(ROOM, PURPOSE, word)
    return _known().filter(pk=subject).first() if subject else None


def by_code(code: str, letters: str) -> SignUp | None:
    """The sign-up with this code (as it is stored), if `letters` begin the name; None for all mistakes alike."""
    found = _known().filter(code=code).first()
    return found if found and codes.fits(found.name, letters) else None


def _known():
    """Sign-ups whose names have not had their time, whether or not they were erased already."""
    known = SignUp.objects.ended_after(clock.now() - LINK_LASTS)
    return known.select_related(
        "seating__occurrence__event__terms", "seating__occurrence__series", "seating__occurrence__room"
    )
