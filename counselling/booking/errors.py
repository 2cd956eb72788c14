"""Why something cannot be done, said to the person who asked."""

from django.utils.translation import gettext_lazy as _

TAKEN = _("Jemand war schneller: Diese Zeit ist nicht mehr frei.")
ENDED = _("Diese Zeit ist nicht mehr für Sie reserviert. Bitte wählen Sie noch einmal.")
BEGUN = _("Dieser Termin hat schon begonnen. Bitte rufen Sie uns an.")
GONE = _("Diesen Termin gibt es nicht mehr. Bitte wählen Sie eine neue Zeit.")


class BookingRefused(Exception):
    """It cannot be done like this; the words say why. `is_taken`: somebody was faster, or the hold has ended."""

    def __init__(self, words, *, is_taken: bool = False):
        super().__init__(words)
        self.is_taken = is_taken
