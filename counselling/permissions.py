"""Who may read which personal data.

Counsellors see persons with a booking with them. The desk sees all names and slots, and topics only while booking,
moving or calling. The lead sees statistics and the access log, but no personal records.
"""

from .models import Booking, Counsellor

OWN = "counselling.see_own_people"
DESK = "counselling.work_at_desk"
STATISTICS = "counselling.see_statistics"


def is_at_desk(user) -> bool:
    """Return whether the user may book, move and cancel for everybody."""
    return user.has_perm(DESK)


def counsellor_of(user) -> Counsellor | None:
    """Return the counsellor linked to this user, if they may see their own clients."""
    return Counsellor.objects.of(user).first() if user.has_perm(OWN) else None


def may_open_desk(user) -> bool:
    """Return whether the user may open the desk pages at all."""
    return is_at_desk(user) or counsellor_of(user) is not None


def readable_bookings(user):
    """Return the bookings whose records the user may open."""
    if is_at_desk(user):
        return Booking.objects.all()
    own = counsellor_of(user)
    return Booking.objects.of_counsellor(own) if own else Booking.objects.none()


def sees_topic(user, booking: Booking) -> bool:
    """Return whether lists show the topic to this user: to counsellors, not to staff who only work at the desk."""
    own = counsellor_of(user)
    return own is not None and booking.slot.counsellor_id == own.pk
