"""Corrections of a registration by staff: name, contact, number of people."""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import OccurrenceCapacity, Registration
from kasch_site.common import clock
from kasch_site.messaging import messages
from kasch_site.messaging.visitor_messages import channel_of
from kasch_site.visitors import access_tokens

from .notifications import notifications
from .refusals import RegistrationRefused
from .registrant import Registrant
from .registrations import change_people

_ABOUT_THE_STATE = ("confirmed", "waiting", "offer", "lapsed", "unreached", "cancelled")


@transaction.atomic
def correct(registration: Registration, registrant: Registrant, *, without_notification: bool = False) -> Registration:
    """Update a registration with these data. If the contact changed, notify the new contact of the status.

    With `without_notification`, send none, because staff have informed the person. Raise `RegistrationRefused` if
    there are not enough places; nothing is changed then.
    """
    # Lock the date first, as every operation does: saving the row below fires the capacity triggers.
    OccurrenceCapacity.objects.select_for_update(of=("self",)).get(pk=registration.capacity_id)
    row = Registration.objects.select_related("capacity__occurrence__event").filter(pk=registration.pk).first()
    if row is None:
        raise RegistrationRefused(_("Diese Anmeldung gibt es nicht mehr. Bitte melden Sie sie neu an."))
    is_reached_elsewhere = registrant.contact_key not in row.keys
    corrected = {name: value for name, value in asdict(registrant).items() if name != "people"}
    for name, value in corrected.items():
        setattr(row, name, value)
    row.save(update_fields=corrected)
    must_notify = row.people != registrant.people
    if must_notify:
        row = change_people(row, registrant.people, by_staff=True)
    if is_reached_elsewhere:
        _reroute_messages(row, must_notify)
    if without_notification:
        notifications.cancel(row, *_ABOUT_THE_STATE)
        row.informed_at = clock.now()
        row.save(update_fields=["informed_at"])
    return row


def _reroute_messages(row, must_notify):
    """Revoke the access tokens sent to the old contact and redirect its open messages to the new one."""
    access_tokens.revoke(notifications.SECTION, row.pk)
    if not must_notify:
        notifications.cancel(row, *_ABOUT_THE_STATE)
    messages.reroute(notifications.SECTION, row.pk, channel_of(row))
    kind = notifications.KIND_BY_STATE.get(row.state)
    if kind and not must_notify:
        notifications.notify(row, kind, occasion=f"contact-{clock.now().isoformat()}", by_staff=True)
