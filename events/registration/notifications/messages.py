"""Messages about a registration, rendered with the data at the time of sending."""

from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.calendar.entries import entry_of
from events.models import Registration
from events.registration.participation import takes_place
from kasch_site.common import clock
from kasch_site.common.export import ical
from kasch_site.common.export.publisher import Publisher
from kasch_site.common.sections import Attachment, RenderedMessage
from kasch_site.house.building import building
from kasch_site.house.stationery import address, subject_for_day
from kasch_site.messaging.visitor_messages import write_to
from kasch_site.visitors import access_tokens

from .notifications import SECTION, details_of

KINDS = {
    "confirmed": gettext_lazy("Anmeldung bestätigt"),
    "waiting": gettext_lazy("auf der Warteliste"),
    "offer": gettext_lazy("Plätze sind frei geworden"),
    "lapsed": gettext_lazy("Angebot verfallen"),
    "cancelled": gettext_lazy("Abmeldung bestätigt"),
    "changed": gettext_lazy("Termin hat sich geändert"),
    "reminder": gettext_lazy("Erinnerung"),
}
# States of the registration in which a message of each kind is still valid.
_VALID_STATES = {
    "confirmed": {"booked"},
    "waiting": {"waiting"},
    "offer": {"offered"},
    "lapsed": {"lapsed"},
    "cancelled": {"cancelled"},
    "changed": {"booked", "offered", "waiting"},
    "reminder": {"booked"},
}
# All other kinds invite: they are not sent about a date that does not take place.
_WITHOUT_INVITATION = {"changed", "cancelled"}
_WITH_CALENDAR = {"confirmed", "changed", "reminder"}
# Equals the retention period of names; see `retention`.
ACCESS_TOKEN_LIFETIME = timedelta(days=30)
MANAGE = access_tokens.MailedLink(
    SECTION,
    "manage",
    "registration:my_registration",
    expires_at=lambda registration: registration.occurrence.ends_at + ACCESS_TOKEN_LIFETIME,
)
manage_address = MANAGE.address


def render_message(kind: str, subject: str) -> RenderedMessage | None:
    """Render the message of this kind about the registration with key `subject`; None if it is no longer valid."""
    registration = (
        Registration.objects.select_related("capacity__occurrence__event__registration_settings")
        .filter(pk=subject)
        .first()
    )
    if registration is None or not _is_still_valid(kind, registration):
        return None
    details = details_of(registration.occurrence)
    context = {
        "registration": registration,
        "date": details,
        "before": registration.capacity.announced_before,
        "is_on_again": bool(registration.capacity.announced_before.get("is_cancelled")) and not details["is_cancelled"],
        "code": registration.spelled_code,
        "until": registration.offered_until and date_format(localtime(registration.offered_until), "l, j. F, H:i"),
        "link": address(manage_address(registration)) if registration.email else "",
    }
    return write_to(
        registration,
        f"events/{kind}",
        context,
        subject=subject_for_day(registration.occurrence.starts_at),
        call=_call(kind, context),
        link=context["link"],
        desk_url=reverse("admin:events_registration_change", args=[registration.pk]),
        attachments=_calendar(registration) if registration.email and kind in _WITH_CALENDAR else (),
    )


def _is_still_valid(kind, registration):
    date, now = registration.occurrence, clock.now()
    if registration.state not in _VALID_STATES.get(kind, ()) or date.ends_at <= now:
        return False
    if kind == "changed" and details_of(date) == registration.capacity.announced_before:
        return False  # the change was reverted before this registrant was notified: nothing to send
    if not (takes_place(date, now) or (kind in _WITHOUT_INVITATION and date.is_cancelled)):
        return False
    if kind == "reminder":
        return date.starts_at > now
    return kind != "offer" or registration.offered_until > now


def _call(kind, context):
    """Return the script for a phone call; that of an offer is defined with its answers in `answers`."""
    texts = {
        "lapsed": _("Das Angebot ist verfallen: %(title)s, %(when)s. Wer möchte, kann sich neu anmelden."),
        "changed": _change_in_a_sentence(context),
        "reminder": _("Erinnerung: %(title)s, %(when)s."),
    }
    return texts.get(kind, "") % context["date"]


def _change_in_a_sentence(context):
    date = context["date"]
    if date["is_cancelled"] and date["reason"]:
        return _("Entfällt: %(title)s, %(when)s. Grund: %(reason)s")
    if date["is_cancelled"]:
        return _("Entfällt: %(title)s, %(when)s.")
    if context["is_on_again"]:
        return _("Findet doch statt: %(title)s, %(when)s.")
    return _("Geändert, jetzt: %(title)s, %(when)s.")


def _calendar(registration):
    entry = entry_of(registration.occurrence)
    house = Publisher.of(building().house, address(""))
    content = ical.calendar([entry], house, name=entry.title, url=entry.url)
    return (Attachment("termin.ics", content, 'text/calendar; method=PUBLISH; charset="utf-8"'),)
