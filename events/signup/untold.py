"""Whom the house is going to tell that a date has changed, in words for staff, and telling nobody instead."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from kasch_site.common.rooms import Untold

from . import telling
from .models import Seating

ROOM = "signup"


def untold() -> list[Untold]:
    """A line for each date: "Gymnastik, Di, 24. November 2026, 9:30–10:30 Uhr: 3 E-Mails, 1 Anruf"."""
    return [
        Untold(
            ROOM,
            str(seating.pk),
            f"{seating.occurrence}: {mails_and_calls(mails, calls)}",
            telling.words_about(seating.occurrence),
        )
        for seating, mails, calls in telling.would_be_told()
    ]


def keep_quiet(keys: Iterable[str]) -> None:
    """What is true about these dates by now counts as told."""
    telling.keep_quiet(Seating.objects.select_related("occurrence__event").filter(pk__in=[int(key) for key in keys]))


def mails_and_calls(mails: int, calls: int) -> str:
    """How many persons by which way: "3 E-Mails, 1 Anruf"."""
    parts = [
        (mails, ngettext("%(count)d E-Mail", "%(count)d E-Mails", mails)),
        (calls, ngettext("%(count)d Anruf", "%(count)d Anrufe", calls)),
    ]
    return ", ".join(words % {"count": count} for count, words in parts if count)
