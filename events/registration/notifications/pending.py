"""Pending notifications about changed dates and offers, described for staff, and their suppression."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import OccurrenceCapacity, Registration
from kasch_site.common.sections import PendingNotification

from . import notifications

SECTION = "registration"
_OFFER = "offer-"
# Limit of names in a confirmation: a longer list would hide the question.
MAX_NAMED = 20


def pending_notifications() -> list[PendingNotification]:
    """Return one pending notification for each changed date and for each registrant with an offer."""
    return [*_changed(), *_offered()]


def _changed():
    """Return the changed dates: "Gymnastik, Di, 24. November 2026, 9:30–10:30 Uhr: 3 E-Mails, 1 Anruf"."""
    return [_pending_notification(notice) for notice in notifications.pending_changes()]


def _pending_notification(notice):
    mails = [registration.name for registration in notice.to_notify if registration.email]
    calls = [registration.name for registration in notice.to_notify if not registration.email]
    lines = [(_("per E-Mail: %(names)s"), mails), (_("per Anruf: %(names)s"), calls)]
    return PendingNotification(
        SECTION,
        str(notice.capacity.pk),
        f"{notice.capacity.occurrence}: {mails_and_calls(len(mails), len(calls))}",
        notice.words,
        change_in_words(notice.capacity.announced, notice.words),
        tuple(text % {"names": _names(recipients)} for text, recipients in lines if recipients),
    )


def change_in_words(before: dict, now: dict) -> str:
    """Describe a change to registrants: "Entfällt. Grund: krank", or the values that differ from what they know."""
    if now["is_cancelled"]:
        return _("Entfällt. Grund: %(reason)s") % now if now["reason"] else _("Entfällt.")
    texts = {
        "title": _("Hieß: %(old)s. Heißt jetzt: %(new)s."),
        "when": _("Bisher: %(old)s. Jetzt: %(new)s."),
        "where": _("Ort bisher: %(old)s. Ort jetzt: %(new)s."),
    }
    sentences = [_("Findet doch statt.")] if before.get("is_cancelled") else []
    changed = [name for name in texts if now[name] != before.get(name)]
    changes = [texts[name] % {"old": before.get(name) or "–", "new": now[name] or "–"} for name in changed]
    return " ".join([*sentences, *changes])


def _names(registrations):
    """Join the first names; add the number of the remaining ones."""
    shown, more = registrations[:MAX_NAMED], len(registrations) - MAX_NAMED
    names = ", ".join(shown)
    if more <= 0:
        return names
    return ngettext("%(names)s und eine weitere", "%(names)s und %(count)d weitere", more) % {
        "names": names,
        "count": more,
    }


def _offered():
    """Return the open offers: "Frau Weber: Platz frei, per E-Mail"."""
    offered = Registration.objects.offered().select_related("capacity__occurrence__event")
    return [
        PendingNotification(SECTION, f"{_OFFER}{row.pk}", offer_in_words(row), row.offered_until, str(row.occurrence))
        for row in offered
    ]


def offer_in_words(registration: Registration) -> str:
    """Describe an offer: the name and the channel of its notification."""
    text = _("%(name)s: Platz frei, per E-Mail") if registration.email else _("%(name)s: Platz frei, per Anruf")
    return text % {"name": registration.name}


def suppress(keys: Collection[str]) -> None:
    """Mark the current state of these dates as announced and cancel the messages of these offers; send nothing.

    Staff inform registrants with an offer themselves.
    """
    offers = [int(key.removeprefix(_OFFER)) for key in keys if key.startswith(_OFFER)]
    dates = [int(key) for key in keys if not key.startswith(_OFFER)]
    notifications.suppress(OccurrenceCapacity.objects.select_related("occurrence__event").filter(pk__in=dates))
    for row in Registration.objects.filter(pk__in=offers):
        notifications.cancel(row, "offer")


def mails_and_calls(mails: int, calls: int) -> str:
    """Return the number of recipients by channel: "3 E-Mails, 1 Anruf"."""
    parts = [
        (mails, ngettext("%(count)d E-Mail", "%(count)d E-Mails", mails)),
        (calls, ngettext("%(count)d Anruf", "%(count)d Anrufe", calls)),
    ]
    return ", ".join(text % {"count": count} for count, text in parts if count)
