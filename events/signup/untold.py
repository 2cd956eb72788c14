"""Whom the house is going to tell that a date has changed, in words for staff, and telling nobody instead."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common.rooms import Untold

from . import telling
from .models import Seating, SignUp

ROOM = "signup"
_OFFER = "offer-"


def untold() -> list[Untold]:
    """A line for each date that has changed, and for each party that has places on offer."""
    return [*_changed(), *_offered()]


def _changed():
    """ "Gymnastik, Di, 24. November 2026, 9:30–10:30 Uhr: 3 E-Mails, 1 Anruf"."""
    return [
        Untold(
            ROOM,
            str(seating.pk),
            f"{seating.occurrence}: {mails_and_calls(mails, calls)}",
            telling.words_about(seating.occurrence),
        )
        for seating, mails, calls in telling.would_be_told()
    ]


def _offered():
    """ "Frau Weber: Platz frei, per E-Mail"."""
    return [
        Untold(ROOM, f"{_OFFER}{row.pk}", offer_in_words(row), row.offered_until) for row in SignUp.objects.offered()
    ]


def offer_in_words(sign_up: SignUp) -> str:
    """Who is offered places, and by which way they hear of it."""
    words = _("%(name)s: Platz frei, per E-Mail") if sign_up.email else _("%(name)s: Platz frei, per Anruf")
    return words % {"name": sign_up.name}


def keep_quiet(keys: Collection[str]) -> None:
    """What is true about these dates by now counts as told; whoever has places on offer hears it from staff."""
    offers = [int(key.removeprefix(_OFFER)) for key in keys if key.startswith(_OFFER)]
    dates = [int(key) for key in keys if not key.startswith(_OFFER)]
    telling.keep_quiet(Seating.objects.select_related("occurrence__event").filter(pk__in=dates))
    for row in SignUp.objects.filter(pk__in=offers):
        telling.call_off(row, "offer")


def mails_and_calls(mails: int, calls: int) -> str:
    """How many persons by which way: "3 E-Mails, 1 Anruf"."""
    parts = [
        (mails, ngettext("%(count)d E-Mail", "%(count)d E-Mails", mails)),
        (calls, ngettext("%(count)d Anruf", "%(count)d Anrufe", calls)),
    ]
    return ", ".join(words % {"count": count} for count, words in parts if count)
