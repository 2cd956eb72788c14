"""Who may read what about whom.

A counsellor sees the people who come to them; the desk sees names and times of everybody, and topics only while it
books, moves or calls; the lead sees numbers and who has read what, and nobody's record.
"""

from .models import Booking, Counsellor

OWN = "counselling.see_own_people"
DESK = "counselling.work_at_desk"
NUMBERS = "counselling.see_numbers"


def is_at_desk(user) -> bool:
    """Whether they book, move and cancel for everybody."""
    return user.has_perm(DESK)


def counsellor_of(user) -> Counsellor | None:
    """The counsellor that a member of staff is, if they may see their own people."""
    return Counsellor.objects.of(user).first() if user.has_perm(OWN) else None


def may_enter(user) -> bool:
    """Whether the pages of the desk say anything to them at all."""
    return is_at_desk(user) or counsellor_of(user) is not None


def people_of(user):
    """The appointments whose records they may open."""
    if is_at_desk(user):
        return Booking.objects.all()
    own = counsellor_of(user)
    return Booking.objects.of_counsellor(own) if own else Booking.objects.none()


def sees_topic(user, booking: Booking) -> bool:
    """Whether the topic is shown on a list: to whoever advises, not to whoever only opens the door."""
    own = counsellor_of(user)
    return own is not None and booking.slot.counsellor_id == own.pk
