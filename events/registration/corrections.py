"""What staff put right about a sign-up: a name, a way to reach somebody, how many they are."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import OccurrenceCapacity, Registration
from kasch_site.common import clock
from kasch_site.messaging import messages
from kasch_site.visitors import access_tokens

from . import notifications
from .registrations import Registrant, RegistrationRefused, change_people

_ABOUT_THE_STATE = ("confirmed", "waiting", "offer", "lapsed", "cancelled")


@transaction.atomic
def correct(sign_up: Registration, party: Registrant, *, quietly: bool = False) -> Registration:
    """Let a sign-up say what `party` says. Who is reached in another way is told there how things stand.

    With `quietly` nobody gets a message, because staff have said it. Raises `SignUpRefused` where there is no room
    for so many; then nothing is changed.
    """
    # The lock of the date comes first, as in every verb: the row below makes the database count places anew.
    OccurrenceCapacity.objects.select_for_update(of=("self",)).get(pk=sign_up.seating_id)
    row = Registration.objects.select_related("seating__occurrence__event").filter(pk=sign_up.pk).first()
    if row is None:
        raise RegistrationRefused(_("Diese Anmeldung gibt es nicht mehr. Bitte melden Sie sie neu an."))
    is_reached_elsewhere = row.contact_key != party.contact_key
    row.name, row.email, row.phone = party.name, party.email.lower(), party.phone
    row.save(update_fields=["name", "email", "phone"])
    is_told = row.people != party.people
    if is_told:
        row = change_people(row, party.people, by_staff=True)
    if is_reached_elsewhere:
        _lead_elsewhere(row, is_told)
    if quietly:
        notifications.call_off(row, *_ABOUT_THE_STATE)
    return row


def _lead_elsewhere(row, is_told):
    """Links in mails to an old address open nothing any more, and what is still to be said goes the new way."""
    access_tokens.withdraw(notifications.ROOM, row.pk)
    if not is_told:
        notifications.call_off(row, *_ABOUT_THE_STATE)
    messages.reroute(notifications.ROOM, row.pk, notifications.channel_of(row))
    kind = notifications.HOW_IT_STANDS.get(row.state)
    if kind and not is_told:
        notifications.notify(row, kind, once=f"contact-{clock.now().isoformat()}")
