"""Telling those who come: what happened to their sign-up, what changed about the date, and that it is near."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy

from events.calendar.entries import entry_of
from events.models import OccurrenceCapacity, Registration
from kasch_site.common import clock
from kasch_site.common.text.time_words import when_in_words
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message
from kasch_site.worker.jobs import job

ROOM = "registration"
REMINDER_LEAD_TIME = timedelta(days=2)
FRESH = timedelta(hours=12)
HOW_IT_STANDS = {
    Registration.State.BOOKED: "confirmed",
    Registration.State.OFFERED: "offer",
    Registration.State.WAITING: "waiting",
}
# Whoever gave a phone number has read it on the screen or heard it at the desk: nobody calls to say it again.
SEEN_AT_ONCE = {"confirmed", "waiting", "cancelled"}


def notify(sign_up: Registration, kind: str, once: str = "") -> None:
    """Have a party told something about its sign-up, by its own way."""
    if sign_up.email or kind not in SEEN_AT_ONCE:
        messages.notify(_notice(sign_up, kind, once))


def notify_status(sign_up: Registration, once: str) -> None:
    """Have a party that comes or waits told where it stands, not what has been before."""
    messages.notify(_notice(sign_up, HOW_IT_STANDS[sign_up.state], once))


def call_off(sign_up: Registration, *kinds: str) -> None:
    """What was to be told about a sign-up is not true any more; of these kinds, or all."""
    messages.cancel(ROOM, sign_up.pk, kinds)


def channel_of(sign_up: Registration) -> str:
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
    if OccurrenceCapacity.objects.untold().expected().exists():
        notify_changes.enqueue()


@job(gettext_lazy("Angemeldeten sagen, was sich geändert hat"))
def notify_changes() -> int:
    """Tell everybody who comes to a date that differs from what they know; returns how many were told."""
    untold = OccurrenceCapacity.objects.untold().expected().values_list("pk", flat=True)
    return sum(_tell_change(pk) for pk in untold)


@transaction.atomic
def _tell_change(pk) -> int:
    seating = OccurrenceCapacity.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(pk=pk)
    news = news_of(seating)
    # The call list waits for no later moment: who need not be told any more leaves it now.
    for party in news.never_heard if news else ():
        call_off(party, "changed")
    if news and news.knows_before:
        seating.before = news.knows_before
        seating.save(update_fields=["before"])
    keep_quiet([seating])
    if news is None:
        return 0
    once = str(seating.occurrence.sequence)
    messages.notify_all(_notice(party, "changed", once) for party in news.to_tell if party not in news.still_waiting)
    return len(news.to_tell)


@dataclass(slots=True)
class News:
    """What is new about a date to those who come, and to whom.

    Not everybody knows the same: somebody may still wait for a call about the change before. When that change is
    taken back, there is nothing to tell to those who `never_heard` of it. Those who are `still_waiting` since an even
    earlier change keep the message they have; what it says is written when it is told. `knows_before` is what those
    who are told anew have known so far.
    """

    seating: OccurrenceCapacity
    words: dict
    knows_before: dict | None = None
    to_tell: list[Registration] = field(default_factory=list)
    never_heard: list[Registration] = field(default_factory=list)
    still_waiting: list[Registration] = field(default_factory=list)


def news_of(seating: OccurrenceCapacity) -> News | None:
    """What has changed about a date since it was told, and who is to hear of it; None if nothing has."""
    news = News(seating, words_about(seating.occurrence))
    if seating.told == news.words or seating.occurrence.ends_at <= clock.now():
        return None
    parties = list(Registration.objects.for_date(seating.occurrence).active())
    waits = _untold_messages(parties)
    latest = {party.pk for party in parties if _key(party, seating) in waits.get(str(party.pk), ())}
    knows_all = [party for party in parties if str(party.pk) not in waits]
    earlier = [party for party in parties if str(party.pk) in waits and party.pk not in latest]
    unheard = [party for party in parties if party.pk in latest]
    if news.words == seating.before:
        news.to_tell, news.never_heard, news.still_waiting = [*knows_all, *earlier], unheard, earlier
    elif knows_all or earlier:
        news.to_tell, news.still_waiting = parties, [*unheard, *earlier]
    else:
        # Nobody has heard of the last change: all are told anew, and what they know is what it was before that.
        news.to_tell, news.never_heard = parties, unheard
    if knows_all or earlier:
        news.knows_before = seating.told
    return news


def _key(party, seating):
    """The key of the message about the last change that was told."""
    return _notice(party, "changed", str(seating.told_sequence)).key


def _untold_messages(parties) -> dict[str, set[str]]:
    """The keys of messages about changes that wait to be sent or called, by party; not those on their way."""
    waiting = Message.objects.filter(
        room=ROOM, kind="changed", state=Message.State.WAITING, subject__in=[str(party.pk) for party in parties]
    )
    found = {}
    for subject, once in waiting.values_list("subject", "once"):
        found.setdefault(subject, set()).add(once)
    return found


def keep_quiet(seatings) -> None:
    """What is true about these dates now counts as told; nobody gets a message.

    Is all as it was before, whoever still waits to hear of the change between need not hear of it any more.
    """
    for seating in seatings:
        seating.told = words_about(seating.occurrence)
        seating.told_sequence = seating.occurrence.sequence
        seating.save(update_fields=["told", "told_sequence"])
        if seating.told == seating.before:
            for party in Registration.objects.for_date(seating.occurrence).active():
                call_off(party, "changed")


def would_be_told() -> list[News]:
    """News about dates that somebody is going to be told."""
    changed = OccurrenceCapacity.objects.untold().expected().select_related("occurrence__event")
    return [news for seating in changed if (news := news_of(seating)) and news.to_tell]


def remind(now) -> int:
    """Tell everybody who comes within two days; each once for each time the date has."""
    # Whoever signs up so late has just read everything.
    soon = (
        Registration.objects.booked().begins_between(now, now + REMINDER_LEAD_TIME).filter(created_at__lt=now - FRESH)
    )
    parties = list(soon.select_related("seating__occurrence"))
    messages.notify_all(_notice(party, "reminder", party.seating.occurrence.starts_at.isoformat()) for party in parties)
    return len(parties)


def _notice(sign_up, kind, once=""):
    return messages.Notice(ROOM, kind, sign_up.pk, channel_of(sign_up), once)
