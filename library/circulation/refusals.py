"""Refusals of circulation, with a sentence for the volunteer or the patron."""

from django.utils.translation import gettext_lazy as _

from kasch_site.visitors.refusals import RequestRefused

LENT = _("Das ist gerade an jemand anderen ausgeliehen. Bitte erst zurücknehmen.")
LENT_TO_SAME = _("Das hat die Person schon ausgeliehen.")
WITHDRAWN = _("Das ist ausgesondert. Bitte legen Sie es zur Seite.")
IN_REPAIR = _("Das ist zur Reparatur vorgesehen. Bitte legen Sie es zur Seite.")
ENDED = _("Die Mitgliedschaft ist beendet. Bitte melden Sie die Person neu an.")
REMOVED = _("Das gibt es bei uns nicht mehr.")
NOT_OPEN = _("Das ist schon zurück.")
NO_MORE_RENEWALS = _("Öfter geht es nicht. Bitte bringen Sie es bis %(day)s zurück.")
NO_MORE_RENEWALS_OVERDUE = _("Öfter geht es nicht. Bitte bringen Sie es zurück.")
OTHERS_WAIT = _("Jemand wartet darauf. Darum geht Verlängern nicht.")
AT_HOME = _("Das haben Sie schon ausgeliehen.")
ALREADY_ON_HOLD = _("Das ist für Sie schon vorgemerkt.")
HOLD_ENDED = _("Diese Vormerkung gibt es nicht mehr.")
NOT_TO_UNDO = _("Das lässt sich nicht mehr rückgängig machen: Inzwischen ist damit etwas anderes geschehen.")


class CirculationRefused(RequestRefused):
    """Raised if a request is refused; the message gives the reason. `can_overrule`: a volunteer can overrule it."""

    def __init__(self, message, *, can_overrule: bool = False):
        super().__init__(message)
        self.can_overrule = can_overrule
