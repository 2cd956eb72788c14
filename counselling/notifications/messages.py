"""Messages about bookings, rendered from the state at the time of sending.

Messages, subjects, files and URLs name neither the topic nor the counsellor: a third party learns only house, day and
room.
"""

from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counselling.models import Booking, Offer, Slot, WaitlistEntry
from kasch_site.common import clock
from kasch_site.common.sections import RenderedMessage
from kasch_site.common.text.time_words import (
    clock_time,
    day_of_week_in_words,
    deadline_in_words,
    long_weekday,
    time_in_words,
)
from kasch_site.house.stationery import absolute_url
from kasch_site.messaging.visitor_messages import write_to

from .calendar_files import calendar_attachment
from .interpreting import interpreting_in_words
from .links import confirm_address, confirm_entry_address, manage_address, offer_address, wait_address
from .relevance import applies, is_by_house, load

KINDS = {
    "confirmed": gettext_lazy("Termin bestätigt"),
    "confirm_email": gettext_lazy("E-Mail bestätigen"),
    "confirm_entry": gettext_lazy("Warteliste: E-Mail bestätigen"),
    "cancelled": gettext_lazy("Absage"),
    "moved": gettext_lazy("Termin verschoben"),
    "reminder": gettext_lazy("Erinnerung"),
    "interpreter": gettext_lazy("Übersetzung bestellt"),
    "instead": gettext_lazy("andere Zeiten angeboten"),
    "earlier": gettext_lazy("frühere Zeit angeboten"),
    "free": gettext_lazy("freie Zeit angeboten"),
    "lapsed": gettext_lazy("verfallen"),
    "unreached": gettext_lazy("verfallen, nicht erreicht"),
    "withdrawn": gettext_lazy("Angebot gilt nicht mehr"),
    "closed": gettext_lazy("Warteliste geschlossen"),
}
KINDS_WITH_CALENDAR = {"confirmed", "moved", "reminder", "cancelled", "instead"}


def render_message(kind: str, subject: str) -> RenderedMessage | None:
    """Return the message of this kind about "booking:12", "waitlist_entry:3" or "offer:7"; None if it no longer
    applies.
    """
    data = load(subject)
    if data and kind == "instead" and is_by_house(data) and not applies(kind, data, clock.now()):
        kind = "cancelled"  # not notified of yet, and the times offered instead are withdrawn
    if data is None or not applies(kind, data, clock.now()):
        return None
    person, context = data.person, _context(kind, data)
    return write_to(
        person,
        f"counselling/{kind}",
        context,
        subject=_subject(kind, data),
        call=_call(kind, context),
        link=context["link"],
        desk_url=_desk_url(person),
        attachments=(calendar_attachment(person),) if person.email and kind in KINDS_WITH_CALENDAR else (),
    )


def when_in_words(slot: Slot) -> str:
    """Format day and times in full: "Mittwoch, 25. November 2026, 9:20–9:40 Uhr"."""
    day = localdate(slot.starts_at)
    hours = time_in_words(slot.starts_at, slot.ends_at, False)
    return f"{long_weekday(day)}, {date_format(day, 'j. F Y')}, {hours}"


def moment_in_words(moment: datetime) -> str:
    """Format a deadline: "Mittwoch, 25. November, 14:20 Uhr"."""
    local = localtime(moment)
    day = f"{long_weekday(local.date())}, {date_format(local, 'j. F')}"
    return _("%(day)s, %(time)s Uhr") % {"day": day, "time": clock_time(local)}


def _context(kind, data):
    row = data.booking
    offers = [offer for offer in data.offers if offer.state == Offer.State.OPEN]
    lost = data.withdrawn(clock.now()) if kind == "withdrawn" or is_by_house(data) else []
    has_mail = bool(data.person.email)
    context = {
        "has_mail": has_mail,
        "by_house": row is not None and row.cancelled_by == Booking.By.HOUSE,
        "when": row and when_in_words(row.slot),
        "where": row.slot.room.name if row and row.slot.room else "",
        "code": row and row.spelled_code,
        "confirm_until": row and row.confirm_until and moment_in_words(row.confirm_until),
        "is_expected": row is not None and row.state in Booking.EXPECTED,
        "is_waiting": row is None and data.person.state == WaitlistEntry.State.WAITING,
        "withdrawn": [when_in_words(offer.slot) for offer in lost],
        "offers": [_offer_context(offer, has_mail) for offer in offers],
        "until": moment_in_words(min(offer.until for offer in offers)) if offers else "",
        "interpreting": interpreting_in_words(row, names_counsellor=False) if row else [],
        "old": moment_in_words(row.moved_from) if row and row.moved_from else "",
        "link": "",
    }
    if has_mail:
        context["link"] = absolute_url(_own_address(kind, data.person))
    return context


def _own_address(kind, person):
    if isinstance(person, WaitlistEntry):
        return confirm_entry_address(person) if kind == "confirm_entry" else wait_address(person)
    return confirm_address(person) if kind == "confirm_email" else manage_address(person)


def _offer_context(offer, has_mail):
    slot = offer.slot
    return {
        "when": when_in_words(slot),
        "where": slot.room.name if slot.room else "",
        "link": absolute_url(offer_address(offer)) if has_mail else "",
    }


def _subject(kind, data):
    """Return the subject line: the action or news with its day, without the topic."""
    texts = {
        "confirmed": _("Ihr Termin am %(day)s, %(time)s Uhr"),
        "confirm_email": _("Bitte bestätigen Sie Ihre E-Mail-Adresse bis %(confirm)s Uhr"),
        "cancelled": _("Abgesagt: Ihr Termin am %(day)s"),
        "moved": _("Verlegt: Ihr Termin ist jetzt am %(day)s, %(time)s Uhr"),
        "reminder": _("Erinnerung an %(day)s, %(time)s Uhr"),
        "instead": _("Ihr Termin fällt aus: bitte bis %(until)s eine andere Zeit wählen"),
        "earlier": _("Frühere Zeit frei: bitte bis %(until)s antworten"),
        "free": _("Zeit frei: bitte bis %(until)s antworten"),
        "lapsed": _("Die Zeit ist nicht mehr für Sie reserviert"),
        "unreached": _("Wir haben Sie nicht rechtzeitig erreicht"),
        "withdrawn": _("Unser Angebot gilt nicht mehr"),
        "closed": _("Sie warten nicht mehr"),
        "confirm_entry": _("Bitte bestätigen Sie Ihre E-Mail-Adresse"),
        "interpreter": _("Die Übersetzung ist bestellt für %(day)s, %(time)s Uhr"),
    }
    return texts[kind] % _subject_values(data)


def _subject_values(data):
    row, today = data.booking, clock.today()
    until = min((offer.until for offer in data.offers if offer.state == Offer.State.OPEN), default=None)
    start, confirm = row and localtime(row.slot.starts_at), row and row.confirm_until
    return {
        "day": day_of_week_in_words(start.date()) if start else "",
        "time": clock_time(start) if start else "",
        "confirm": clock_time(localtime(confirm)) if confirm else "",
        "until": deadline_in_words(until, today) if until else "",
    }


def _call(kind, context):
    join = _(" oder ").join
    values = {**context, "times": join(each["when"] for each in context["offers"]), "lost": join(context["withdrawn"])}
    texts = {
        "cancelled": _("Der Termin am %(when)s fällt aus. Bitte um Entschuldigung und einen neuen anbieten.")
        + _also_ended(context),
        "moved": _("Verschoben. Bisher: %(old)s. Jetzt: %(when)s.") if context["old"] else _("Jetzt: %(when)s."),
        "interpreter": _("Die Übersetzung ist bestellt für den Termin am %(when)s."),
        "reminder": _("Erinnerung: %(when)s."),
        "instead": _("Der Termin am %(when)s fällt aus. Stattdessen %(times)s? Bitte bis %(until)s antworten.")
        + _also_ended(context),
        "earlier": _("Eine frühere Zeit ist frei: %(times)s. Bitte fragen, ob es passt, bis %(until)s."),
        "free": _("Eine Zeit ist frei: %(times)s. Bitte fragen, ob es passt, bis %(until)s."),
        "closed": _("Das Thema bieten wir zurzeit nicht mehr an. Die Person wartet darum nicht länger."),
        "lapsed": _("Das Angebot ist verfallen. Wer möchte, kann eine neue Zeit wählen."),
        "unreached": _(
            "Eine Zeit war frei, aber wir haben niemanden erreicht. Sie ist nicht mehr reserviert. Bitte um "
            "Entschuldigung und einen neuen Termin anbieten."
        ),
        "withdrawn": _("Das Angebot gilt nicht mehr: %(lost)s.") + " " + _remaining(context),
    }
    return texts[kind] % values if kind in texts else ""


def _also_ended(context):
    """Return what a person loses together with the appointment: slots that were offered before."""
    return " " + _("Auch nicht mehr reserviert: %(lost)s.") if context["withdrawn"] else ""


def _remaining(context):
    """Return what a person who lost an offer still has: the booking, other offers, or the waitlist."""
    if context["is_expected"]:
        return _("Der Termin am %(when)s bleibt bestehen.")
    if context["offers"]:
        return _("Noch reserviert: %(times)s, bis %(until)s.")
    if context["is_waiting"]:
        return _("Die Person steht weiter auf der Warteliste.")
    return _("Bitte um Entschuldigung und einen neuen Termin anbieten.")


def _desk_url(person):
    try:
        return reverse(f"admin:counselling_{person._meta.model_name}_change", args=[person.pk])
    except NoReverseMatch:  # waitlist entries have no page of their own
        return reverse("admin:counselling_booking_changelist")
