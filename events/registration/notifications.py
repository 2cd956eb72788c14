"""Notifications to registrants: about their registration, changes of the date, and reminders."""

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
# Kinds that registrants without mail have already seen on the screen or heard at the desk: no call is needed.
SEEN_AT_ONCE = {"confirmed", "waiting", "cancelled"}


def notify(sign_up: Registration, kind: str, once: str = "") -> None:
    """Queue a notification about a registration on the registrant's channel."""
    if sign_up.email or kind not in SEEN_AT_ONCE:
        messages.notify(_notice(sign_up, kind, once))


def notify_status(sign_up: Registration, once: str) -> None:
    """Queue a notification of the current status of an active registration, without its history."""
    messages.notify(_notice(sign_up, HOW_IT_STANDS[sign_up.state], once))


def call_off(sign_up: Registration, *kinds: str) -> None:
    """Cancel open notifications about a registration: those of the given kinds, or all."""
    messages.cancel(ROOM, sign_up.pk, kinds)


def channel_of(sign_up: Registration) -> str:
    """Return the channel of a registrant."""
    return Channel.MAIL if sign_up.email else Channel.PHONE


def words_about(occurrence) -> dict:
    """Return what registrants know about a date (title, time, place, cancellation), for comparison and for messages."""
    entry = entry_of(occurrence)
    return {
        "title": entry.title,
        "when": when_in_words(entry.starts_at, entry.ends_at, entry.all_day),
        "where": entry.where,
        "is_cancelled": entry.is_cancelled,
        "reason": entry.reason,
    }


def dates_changed() -> None:
    """Handle changed dates: schedule notifications for the registrants of each date that differs now."""
    if OccurrenceCapacity.objects.untold().expected().exists():
        notify_changes.enqueue()


@job(gettext_lazy("Angemeldeten sagen, was sich geändert hat"))
def notify_changes() -> int:
    """Notify the registrants of every date that differs from what they know; return the number of notifications."""
    untold = OccurrenceCapacity.objects.untold().expected().values_list("pk", flat=True)
    return sum(_tell_change(pk) for pk in untold)


@transaction.atomic
def _tell_change(pk) -> int:
    seating = OccurrenceCapacity.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(pk=pk)
    news = news_of(seating)
    # Update the call list at once: remove calls that are no longer necessary.
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
    """A change of a date and the registrants it concerns.

    Registrants may know different states, because a call about an earlier change can still be pending. If the change is
    reverted, the registrants in `never_heard` need no notification. Those in `still_waiting` have a pending message
    about an even earlier change; they keep it, because it is rendered when it is sent. `knows_before` is what the
    registrants to notify know so far.
    """

    seating: OccurrenceCapacity
    words: dict
    knows_before: dict | None = None
    to_tell: list[Registration] = field(default_factory=list)
    never_heard: list[Registration] = field(default_factory=list)
    still_waiting: list[Registration] = field(default_factory=list)


def news_of(seating: OccurrenceCapacity) -> News | None:
    """Return the change of a date since the last notification and its recipients; None if nothing changed."""
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
        # The last change reached nobody: notify all registrants, and compare with the state before that change.
        news.to_tell, news.never_heard = parties, unheard
    if knows_all or earlier:
        news.knows_before = seating.told
    return news


def _key(party, seating):
    """Return the idempotency key of the message about the last announced change."""
    return _notice(party, "changed", str(seating.told_sequence)).key


def _untold_messages(parties) -> dict[str, set[str]]:
    """Return the keys of change messages not yet sent or called, by registration; exclude those in delivery."""
    waiting = Message.objects.filter(
        room=ROOM, kind="changed", state=Message.State.WAITING, subject__in=[str(party.pk) for party in parties]
    )
    found = {}
    for subject, once in waiting.values_list("subject", "once"):
        found.setdefault(subject, set()).add(once)
    return found


def keep_quiet(seatings) -> None:
    """Mark the current state of these dates as announced without sending anything.

    If a date equals its state before the last change, also cancel the pending notifications about that change.
    """
    for seating in seatings:
        seating.told = words_about(seating.occurrence)
        seating.told_sequence = seating.occurrence.sequence
        seating.save(update_fields=["told", "told_sequence"])
        if seating.told == seating.before:
            for party in Registration.objects.for_date(seating.occurrence).active():
                call_off(party, "changed")


def would_be_told() -> list[News]:
    """Return the changes of dates that have registrants to notify."""
    changed = OccurrenceCapacity.objects.untold().expected().select_related("occurrence__event")
    return [news for seating in changed if (news := news_of(seating)) and news.to_tell]


def remind(now) -> int:
    """Send a reminder to registrants of dates within two days, once for each start time of a date."""
    # Registrants who register this late have just read all details.
    soon = (
        Registration.objects.booked().begins_between(now, now + REMINDER_LEAD_TIME).filter(created_at__lt=now - FRESH)
    )
    parties = list(soon.select_related("seating__occurrence"))
    messages.notify_all(_notice(party, "reminder", party.seating.occurrence.starts_at.isoformat()) for party in parties)
    return len(parties)


def _notice(sign_up, kind, once=""):
    return messages.Notice(ROOM, kind, sign_up.pk, channel_of(sign_up), once)
