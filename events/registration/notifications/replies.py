"""Replies to an offer that staff record during a phone call; equivalent to the buttons on the registrant's page."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import OccurrenceCapacity, Registration
from events.registration import registrations
from events.registration.refusals import RegistrationRefused
from kasch_site.common import clock
from kasch_site.common.sections import RenderedMessage, Reply, ReplyRefused, ReplyResult
from kasch_site.visitors import reference_codes

from . import notifications

OFFER = "offer"
ACCEPT, DECLINE = "accept", "decline"
ANSWERS = (
    Reply(ACCEPT, gettext_lazy("Nimmt den Platz")),
    Reply(DECLINE, gettext_lazy("Möchte den Platz nicht")),
)


def with_replies(rendered: RenderedMessage | None, kind: str, subject: str) -> RenderedMessage | None:
    """Return the offer message with its possible replies and deadline; None if its date is cancelled.

    Return messages of other kinds unchanged.
    """
    if rendered is None or kind != OFFER:
        return rendered
    row = _registrations().filter(pk=subject).first()
    if row is None or row.offered_until is None or row.occurrence.is_cancelled:
        return None
    return replace(rendered, replies=ANSWERS, reply_by=row.offered_until, call=_call(row))


def apply_reply(kind: str, subject: str, key: str) -> ReplyResult:
    """Accept or decline the offered places. Raise `ReplyRefused` if that is not possible."""
    verb = _VERBS.get(key) if kind == OFFER else None
    if verb is None:
        raise ReplyRefused(_("Diese Antwort gibt es nicht."))
    row = _registrations().filter(pk=subject).first()
    if row is None:
        raise ReplyRefused(_("Diese Anmeldung gibt es nicht mehr."))
    try:
        return verb(row)
    except RegistrationRefused as refused:
        raise ReplyRefused(str(refused)) from refused


@transaction.atomic
def _accept(row):
    row = _lock_and_reload(row)
    row = registrations.accept(row)
    text = _("%(name)s kommt: %(title)s, %(when)s. Der Code: %(code)s")
    return ReplyResult(text % _offered_under_lock(row), row)


@transaction.atomic
def _decline(row):
    row = _lock_and_reload(row)
    text = _("%(name)s kommt nicht: %(title)s, %(when)s. Wartet noch jemand, ist der Platz jetzt dort angeboten.")
    sentence = text % _offered_under_lock(row)
    if row.state == Registration.State.CANCELLED:
        return ReplyResult(sentence, row)
    if row.state != Registration.State.OFFERED:
        # The state has changed meanwhile: do not let a late click cancel a booked registration.
        raise ReplyRefused(
            _("Dieses Angebot ist schon beantwortet oder gilt nicht mehr. Sehen Sie bei der Person nach.")
        )
    return ReplyResult(sentence, registrations.cancel(row, by_staff=True))


def _lock_and_reload(row):
    """Return the registration, locking its date until the end of the transaction."""
    OccurrenceCapacity.objects.select_for_update(of=("self",)).get(pk=row.capacity_id)
    row = _registrations().filter(pk=row.pk).first()
    if row is None:
        raise ReplyRefused(_("Diese Anmeldung gibt es nicht mehr."))
    if row.occurrence.is_cancelled:
        raise ReplyRefused(_("Dieser Termin entfällt. Es gibt keinen Platz mehr zu vergeben."))
    if row.occurrence.ends_at <= clock.now():
        raise ReplyRefused(_("Dieser Termin ist vorbei."))
    return row


def _offered_under_lock(row):
    return {"name": row.name, "code": reference_codes.spelled(row.code), **notifications.details_of(row.occurrence)}


def _registrations():
    return Registration.objects.select_related(
        "capacity__occurrence__event__registration_settings", "capacity__occurrence__room"
    )


def _call(row):
    text = ngettext(
        "Ein Platz ist frei: %(title)s, %(when)s. Bitte fragen, ob es passt.",
        "%(people)d Plätze sind frei: %(title)s, %(when)s. Bitte fragen, ob es passt.",
        row.people,
    )
    return text % {**notifications.details_of(row.occurrence), "people": row.people}


_VERBS = {ACCEPT: _accept, DECLINE: _decline}
