"""Telling those who come: what happened to their sign-up, what changed about the date, and that it is near."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.jobs.titles import job
from kasch_site.common.outbox import messages
from kasch_site.common.outbox.models import Channel
from kasch_site.common.wording import when_in_words

from ..entries import entry_of
from .models import Seating, SignUp

ROOM = "signup"
REMIND_BEFORE = timedelta(days=2)
FRESH = timedelta(hours=12)
# Whoever gave a phone number has read it on the screen or heard it at the desk: nobody calls to say it again.
SEEN_AT_ONCE = {"confirmed", "waiting", "cancelled"}


def tell(sign_up: SignUp, kind: str, once: str = "") -> None:
    """Have a party told something about its sign-up, by its own way."""
    if sign_up.email or kind not in SEEN_AT_ONCE:
        messages.tell(_notice(sign_up, kind, once))


def call_off(sign_up: SignUp, *kinds: str) -> None:
    """What was to be told about a sign-up is not true any more; of these kinds, or all."""
    messages.call_off(ROOM, sign_up.pk, kinds)


def channel_of(sign_up: SignUp) -> str:
    """By which way a party is told."""
    return Channel.MAIL if sign_up.email else Channel.PHONE


def words_about(occurrence) -> dict:
    """What those who come know about a date: title, time, place, whether it takes place; to be compared and told."""
    entry = entry_of(occurrence)
    return {
        "title": entry.title,
        "when": when_in_words(entry.starts_at, entry.ends_at, entry.all_day),
        "where": entry.where,
        "is_cancelled": entry.is_cancelled,
        "reason": entry.reason,
    }


def dates_changed() -> None:
    """Something about dates was written: whoever comes to one that differs now will be told."""
    if Seating.objects.untold().expected().exists():
        tell_changes.enqueue()


@job(gettext_lazy("Angemeldeten sagen, was sich geändert hat"))
def tell_changes() -> int:
    """Tell everybody who comes to a date that differs from what they know; returns how many were told."""
    untold = Seating.objects.untold().expected().values_list("pk", flat=True)
    return sum(_tell_change(pk) for pk in untold)


@transaction.atomic
def _tell_change(pk) -> int:
    seating = Seating.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(pk=pk)
    now_true = words_about(seating.occurrence)
    known, has_changed = seating.told, seating.told != now_true
    keep_quiet([seating])
    if not has_changed or seating.occurrence.ends_at <= clock.now():
        return 0
    Seating.objects.filter(pk=pk).update(before=known)
    parties = list(SignUp.objects.for_date(seating.occurrence).active())
    for party in parties:
        call_off(party, "changed")
    once = str(seating.occurrence.sequence)
    messages.tell_all(_notice(party, "changed", once) for party in parties)
    return len(parties)


def keep_quiet(seatings) -> None:
    """What is true about these dates now counts as told; nobody gets a message."""
    for seating in seatings:
        seating.told = words_about(seating.occurrence)
        seating.told_sequence = seating.occurrence.sequence
        seating.save(update_fields=["told", "told_sequence"])


def would_be_told() -> list[tuple[Seating, int, int]]:
    """Dates that differ from what those who come know, each with how many get a mail and how many a call."""
    found = []
    for seating in Seating.objects.untold().expected().select_related("occurrence__event"):
        if seating.told == words_about(seating.occurrence) or seating.occurrence.ends_at <= clock.now():
            continue
        parties = list(SignUp.objects.for_date(seating.occurrence).active())
        mails = sum(1 for party in parties if party.email)
        found.append((seating, mails, len(parties) - mails))
    return found


def remind(now) -> int:
    """Tell everybody who comes within two days; each once for each time the date has."""
    # Whoever signs up so late has just read everything.
    soon = SignUp.objects.booked().begins_between(now, now + REMIND_BEFORE).filter(created_at__lt=now - FRESH)
    parties = list(soon.select_related("seating__occurrence"))
    messages.tell_all(_notice(party, "reminder", party.seating.occurrence.starts_at.isoformat()) for party in parties)
    return len(parties)


def _notice(sign_up, kind, once=""):
    return messages.Notice(ROOM, kind, sign_up.pk, channel_of(sign_up), once)
