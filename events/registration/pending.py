"""Pending notifications about changed dates and offers, described for staff, and their suppression."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import OccurrenceCapacity, Registration
from kasch_site.common.sections import PendingNotification

from . import notifications

ROOM = "registration"
_OFFER = "offer-"
# Limit of names in a confirmation: a longer list would hide the question.
MOST_NAMED = 20


def untold() -> list[PendingNotification]:
    """Return one pending notification for each changed date and for each registrant with an offer."""
    return [*_changed(), *_offered()]


def _changed():
    """Return the changed dates: "Gymnastik, Di, 24. November 2026, 9:30–10:30 Uhr: 3 E-Mails, 1 Anruf"."""
    return [_untold(news) for news in notifications.would_be_told()]


def _untold(news):
    mails = [party.name for party in news.to_tell if party.email]
    calls = [party.name for party in news.to_tell if not party.email]
    lines = [(_("per E-Mail: %(names)s"), mails), (_("per Anruf: %(names)s"), calls)]
    return PendingNotification(
        ROOM,
        str(news.seating.pk),
        f"{news.seating.occurrence}: {mails_and_calls(len(mails), len(calls))}",
        news.words,
        news_in_words(news.seating.told, news.words),
        tuple(words % {"names": _names(found)} for words, found in lines if found),
    )


def news_in_words(known: dict, now: dict) -> str:
    """Describe a change to registrants: "Entfällt. Grund: krank", or the values that differ from what they know."""
    if now["is_cancelled"]:
        return _("Entfällt. Grund: %(reason)s") % now if now["reason"] else _("Entfällt.")
    words = {"title": _("Heißt jetzt: %(title)s"), "when": _("Jetzt: %(when)s"), "where": _("Ort jetzt: %(where)s")}
    found = [_("Findet doch statt.")] if known.get("is_cancelled") else []
    return " ".join([*found, *(words[name] % now for name in words if now[name] != known.get(name))])


def _names(found):
    """Join the first names; add the number of the remaining ones."""
    shown, more = found[:MOST_NAMED], len(found) - MOST_NAMED
    names = ", ".join(shown)
    if more <= 0:
        return names
    return ngettext("%(names)s und eine weitere", "%(names)s und %(count)d weitere", more) % {
        "names": names,
        "count": more,
    }


def _offered():
    """Return the open offers: "Frau Weber: Platz frei, per E-Mail"."""
    offered = Registration.objects.offered().select_related("seating__occurrence__event")
    return [
        PendingNotification(ROOM, f"{_OFFER}{row.pk}", offer_in_words(row), row.offered_until, str(row.occurrence))
        for row in offered
    ]


def offer_in_words(sign_up: Registration) -> str:
    """Describe an offer: the name and the channel of its notification."""
    words = _("%(name)s: Platz frei, per E-Mail") if sign_up.email else _("%(name)s: Platz frei, per Anruf")
    return words % {"name": sign_up.name}


def keep_quiet(keys: Collection[str]) -> None:
    """Mark the current state of these dates as announced and cancel the messages of these offers; send nothing.

    Staff inform registrants with an offer themselves.
    """
    offers = [int(key.removeprefix(_OFFER)) for key in keys if key.startswith(_OFFER)]
    dates = [int(key) for key in keys if not key.startswith(_OFFER)]
    notifications.keep_quiet(OccurrenceCapacity.objects.select_related("occurrence__event").filter(pk__in=dates))
    for row in Registration.objects.filter(pk__in=offers):
        notifications.call_off(row, "offer")


def mails_and_calls(mails: int, calls: int) -> str:
    """Return the number of recipients by channel: "3 E-Mails, 1 Anruf"."""
    parts = [
        (mails, ngettext("%(count)d E-Mail", "%(count)d E-Mails", mails)),
        (calls, ngettext("%(count)d Anruf", "%(count)d Anrufe", calls)),
    ]
    return ", ".join(words % {"count": count} for count, words in parts if count)
