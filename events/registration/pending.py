"""Whom the house is going to tell that a date has changed, in words for staff, and telling nobody instead."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import OccurrenceCapacity, Registration
from kasch_site.common.sections import PendingNotification

from . import notifications

ROOM = "registration"
_OFFER = "offer-"
# So many names are read before saving; a hall full of them would hide the question.
MOST_NAMED = 20


def untold() -> list[PendingNotification]:
    """A line for each date that has changed, and for each party that has places on offer."""
    return [*_changed(), *_offered()]


def _changed():
    """ "Gymnastik, Di, 24. November 2026, 9:30–10:30 Uhr: 3 E-Mails, 1 Anruf"."""
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
    """What those who come are told: "Entfällt. Grund: krank", or what is another than they know."""
    if now["is_cancelled"]:
        return _("Entfällt. Grund: %(reason)s") % now if now["reason"] else _("Entfällt.")
    words = {"title": _("Heißt jetzt: %(title)s"), "when": _("Jetzt: %(when)s"), "where": _("Ort jetzt: %(where)s")}
    found = [_("Findet doch statt.")] if known.get("is_cancelled") else []
    return " ".join([*found, *(words[name] % now for name in words if now[name] != known.get(name))])


def _names(found):
    """The names, the first ones and how many more where there are many."""
    shown, more = found[:MOST_NAMED], len(found) - MOST_NAMED
    names = ", ".join(shown)
    if more <= 0:
        return names
    return ngettext("%(names)s und eine weitere", "%(names)s und %(count)d weitere", more) % {
        "names": names,
        "count": more,
    }


def _offered():
    """ "Frau Weber: Platz frei, per E-Mail"."""
    offered = Registration.objects.offered().select_related("seating__occurrence__event")
    return [
        PendingNotification(ROOM, f"{_OFFER}{row.pk}", offer_in_words(row), row.offered_until, str(row.occurrence))
        for row in offered
    ]


def offer_in_words(sign_up: Registration) -> str:
    """Who is offered places, and by which way they hear of it."""
    words = _("%(name)s: Platz frei, per E-Mail") if sign_up.email else _("%(name)s: Platz frei, per Anruf")
    return words % {"name": sign_up.name}


def keep_quiet(keys: Collection[str]) -> None:
    """What is true about these dates by now counts as told; whoever has places on offer hears it from staff."""
    offers = [int(key.removeprefix(_OFFER)) for key in keys if key.startswith(_OFFER)]
    dates = [int(key) for key in keys if not key.startswith(_OFFER)]
    notifications.keep_quiet(OccurrenceCapacity.objects.select_related("occurrence__event").filter(pk__in=dates))
    for row in Registration.objects.filter(pk__in=offers):
        notifications.call_off(row, "offer")


def mails_and_calls(mails: int, calls: int) -> str:
    """How many persons by which way: "3 E-Mails, 1 Anruf"."""
    parts = [
        (mails, ngettext("%(count)d E-Mail", "%(count)d E-Mails", mails)),
        (calls, ngettext("%(count)d Anruf", "%(count)d Anrufe", calls)),
    ]
    return ", ".join(words % {"count": count} for count, words in parts if count)
