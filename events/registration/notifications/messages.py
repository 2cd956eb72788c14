"""Messages about a registration, rendered with the data at the time of sending."""

from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy

from events.calendar.entries import entry_of
from events.models import Registration
from events.registration.participation import takes_place, waitlist_moves_up
from kasch_site.common import clock
from kasch_site.common.export import ical
from kasch_site.common.export.publisher import Publisher
from kasch_site.common.sections import RenderedMessage, Status
from kasch_site.common.text.time_words import deadline_in_words
from kasch_site.house.building import building
from kasch_site.house.stationery import absolute_url
from kasch_site.messaging.models import Channel, Message
from kasch_site.messaging.reminders import is_reminder_due
from kasch_site.messaging.visitor_messages import write_to
from kasch_site.visitors import access_tokens

from .notifications import SECTION, details_of
from .short_texts import call_script, is_moved, subject_line

KINDS = {
    "confirmed": gettext_lazy("Anmeldung bestätigt"),
    "waiting": gettext_lazy("auf der Warteliste"),
    "offer": gettext_lazy("Plätze sind frei geworden"),
    "lapsed": gettext_lazy("Angebot verfallen"),
    "unreached": gettext_lazy("Angebot verfallen, nicht erreicht"),
    "withdrawn": gettext_lazy("Angebot gilt nicht mehr"),
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
    "unreached": {"lapsed"},
    "withdrawn": {"waiting"},
    "cancelled": {"cancelled"},
    "changed": {"booked", "offered", "waiting"},
    "reminder": {"booked"},
}
# All other kinds invite: they are not sent about a date that does not take place.
_WITHOUT_INVITATION = {"changed", "cancelled"}
_WITH_CALENDAR = {"confirmed", "changed", "reminder", "cancelled"}
# Equals the retention period of names; see `retention`.
ACCESS_TOKEN_LIFETIME = timedelta(days=30)
MANAGE = access_tokens.MailedLink(
    SECTION,
    "manage",
    "registration:my_registration",
    expires_at=lambda registration: registration.occurrence.ends_at + ACCESS_TOKEN_LIFETIME,
)
manage_address = MANAGE.url_for


def render_message(kind: str, subject: str) -> RenderedMessage | None:
    """Render the message of this kind about the registration with key `subject`; None if it is no longer valid."""
    registration = (
        Registration.objects.select_related("capacity__occurrence__event__registration_settings")
        .filter(pk=subject)
        .first()
    )
    if registration is None or not _is_still_valid(kind, registration):
        return None
    has_calendar = bool(registration.email) and kind in _WITH_CALENDAR
    attachments = _calendar(registration, kind) if has_calendar else ()
    context = _context(registration, has_calendar=bool(attachments))
    return write_to(
        registration,
        f"events/{kind}",
        context,
        subject=subject_line(kind, context),
        call=call_script(kind, context),
        link=context["link"],
        desk_url=reverse("admin:events_registration_change", args=[registration.pk]),
        attachments=attachments,
    )


def _context(registration, *, has_calendar) -> dict:
    """Return the context of the template."""
    details, before = details_of(registration.occurrence), registration.capacity.announced_before
    return {
        "registration": registration,
        "date": details,
        "before": before,
        "is_moved": is_moved(before, details),
        "waitlist_moves_up": waitlist_moves_up(registration.occurrence),
        "has_calendar": has_calendar,
        "is_restored": bool(before.get("is_cancelled")) and not details["is_cancelled"],
        "code": registration.spelled_code,
        "until": registration.offered_until and deadline_in_words(registration.offered_until, clock.today()),
        "link": absolute_url(manage_address(registration)) if registration.email else "",
    }


def _is_still_valid(kind, registration):
    date, now = registration.occurrence, clock.now()
    if registration.state not in _VALID_STATES.get(kind, ()) or date.ends_at <= now:
        return False
    if kind == "changed" and details_of(date) == registration.capacity.announced_before:
        return False  # the change was reverted before this registrant was notified: nothing to send
    if not (takes_place(date, now) or (kind in _WITHOUT_INVITATION and date.is_cancelled)):
        return False
    if kind == "reminder":
        return date.starts_at > now and is_reminder_due(date.starts_at, now, by_phone=not registration.email)
    return kind != "offer" or registration.offered_until > now


def _calendar(registration, kind):
    """Return the file of the date for the calendar, or the one that removes it; only booked registrants have it."""
    entry = entry_of(registration.occurrence)
    if kind == "cancelled":
        entry = replace(entry, status=Status.CANCELLED)
    elif registration.state != Registration.State.BOOKED:
        return ()
    if entry.is_cancelled and not _delivered_mails(registration).filter(kind__in=_WITH_CALENDAR).exists():
        return ()  # there is no entry to remove
    return (ical.attachment(entry, Publisher.of(building().house, absolute_url(""))),)


def _delivered_mails(registration):
    return Message.objects.delivered().on_channel(Channel.MAIL).about(SECTION, registration.pk)
