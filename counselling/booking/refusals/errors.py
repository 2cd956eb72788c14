"""The exception of refused bookings, with a message for the person."""

from django.utils.translation import gettext_lazy as _

from kasch_site.visitors.refusals import RequestRefused

TAKEN = _("Jemand war schneller: Diese Zeit ist nicht mehr frei.")
ENDED = _("Diese Zeit ist nicht mehr für Sie reserviert. Bitte wählen Sie noch einmal.")
BEGUN = _("Dieser Termin hat schon begonnen. Bitte rufen Sie uns an.")
HIDDEN = _("Dieses Thema bieten wir zurzeit nicht an. Bitte rufen Sie uns an.")
NO_CONTACT = _("Schreiben Sie eine E-Mail-Adresse oder eine Telefonnummer. Eines von beiden genügt.")
STILL_BOOKED = _("Dieser Termin gilt. Sie können ihn verschieben oder absagen.")
GONE = _("Diesen Termin gibt es nicht mehr. Bitte wählen Sie eine neue Zeit.")


class BookingRefused(RequestRefused):
    """Raised if a request is refused; the message gives the reason.

    `is_taken`: the slot has been taken by somebody else, or the hold has expired.
    """

    def __init__(self, message, *, is_taken: bool = False):
        super().__init__(message)
        self.is_taken = is_taken


def require_contact(person) -> None:
    """Raise `BookingRefused` if the person has neither a mail address nor a phone number."""
    if not person.email and not person.phone:
        raise BookingRefused(NO_CONTACT)
