"""Notifications to registrants: about their registration, changes of the date, and reminders."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy

from events.calendar.entries import entry_of
from events.models import OccurrenceCapacity, Registration
from events.registration.participation import Obstacle, obstacle_of
from kasch_site.common import clock
from kasch_site.common.text.time_words import when_in_words
from kasch_site.messaging.models import Message
from kasch_site.messaging.visitor_messages import VisitorMessages
from kasch_site.worker.jobs import job

SECTION = "registration"
KIND_BY_STATE = {
    Registration.State.BOOKED: "confirmed",
    Registration.State.OFFERED: "offer",
    Registration.State.WAITING: "waiting",
}
# Kinds that registrants without mail have already seen on the screen or heard at the desk: no call is needed.
NO_CALL_KINDS = frozenset({"confirmed", "waiting", "cancelled"})
visitor_messages = VisitorMessages(SECTION, NO_CALL_KINDS, requested_kinds=NO_CALL_KINDS)
notify, cancel, is_undelivered = visitor_messages.notify, visitor_messages.cancel, visitor_messages.is_undelivered


def notify_status(registration: Registration, occasion: str) -> None:
    """Queue a notification of the current status of an active registration, without its history."""
    notify(registration, KIND_BY_STATE[registration.state], occasion, on_request=True)


def details_of(occurrence) -> dict:
    """Return the details of a date that registrants are notified of, for comparison and for messages."""
    entry = entry_of(occurrence)
    return {
        "title": entry.title,
        "when": when_in_words(entry.starts_at, entry.ends_at, entry.all_day),
        "where": entry.where,
        "is_cancelled": entry.is_cancelled,
        "reason": entry.reason,
    }


@job(gettext_lazy("Angemeldeten sagen, was sich geändert hat"))
def notify_changes() -> int:
    """Notify the registrants of every date that differs from what they know; return the number of notifications."""
    changed_capacity_pks = (
        OccurrenceCapacity.objects.pending_notifications().with_registrants().values_list("pk", flat=True)
    )
    return sum(_notify_change(pk) for pk in changed_capacity_pks)


@transaction.atomic
def _notify_change(pk) -> int:
    capacity = OccurrenceCapacity.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(pk=pk)
    if _is_hidden(capacity):
        return 0  # hidden: registrants are notified of the change once the event is published
    notice = change_notice_of(capacity)
    if notice is None:
        capacity.announced_sequence = capacity.occurrence.sequence
        capacity.save(update_fields=["announced_sequence"])
        return 0
    # Update the call list at once: remove calls that are no longer necessary.
    for registration in notice.never_notified:
        cancel(registration, "changed")
    if notice.known_before:
        capacity.announced_before = notice.known_before
        capacity.save(update_fields=["announced_before"])
    suppress([capacity])
    occasion = str(capacity.occurrence.sequence)
    to_notify = _without_pending_message(notice)
    visitor_messages.notify_all(to_notify, "changed", lambda _registration: occasion)
    for registration in to_notify:
        # The message about the change says when the date is, and that they are back on the waitlist.
        cancel(registration, "withdrawn", "reminder")
    return len(notice.to_notify)


def _is_hidden(capacity):
    return obstacle_of(capacity.occurrence, capacity.occurrence.event) is Obstacle.UNPUBLISHED


def _without_pending_message(notice):
    """Return the registrants of a change who need a message of their own.

    A message that has not been sent yet is rendered when it is sent: it will describe the date as it is then, unless
    the date is cancelled.
    """
    without_earlier_message = [
        registration for registration in notice.to_notify if registration not in notice.still_waiting
    ]
    if notice.words["is_cancelled"]:
        return without_earlier_message
    unsent = _open_messages(without_earlier_message, *KIND_BY_STATE.values()).values_list("subject", flat=True)
    have_unsent_message = set(unsent)
    return [registration for registration in without_earlier_message if str(registration.pk) not in have_unsent_message]


@dataclass(slots=True)
class ChangeNotice:
    """A change of a date and the registrants it concerns.

    Registrants may know different states, because a call about an earlier change can still be pending. If the change is
    reverted, the registrants in `never_notified` need no notification. Those in `still_waiting` have a pending message
    about an even earlier change; they keep it, because it is rendered when it is sent. `known_before` is what the
    registrants to notify know so far.
    """

    capacity: OccurrenceCapacity
    words: dict
    known_before: dict | None = None
    to_notify: list[Registration] = field(default_factory=list)
    never_notified: list[Registration] = field(default_factory=list)
    still_waiting: list[Registration] = field(default_factory=list)


def change_notice_of(capacity: OccurrenceCapacity) -> ChangeNotice | None:
    """Return the change of a date since the last notification and its recipients; None if there is no change."""
    notice = ChangeNotice(capacity, details_of(capacity.occurrence))
    if _is_known(capacity.announced, notice.words) or capacity.occurrence.ends_at <= clock.now():
        return None
    registrations = list(Registration.objects.for_date(capacity.occurrence).active())
    up_to_date, earlier, not_yet_notified = _by_last_message(registrations, capacity)
    if notice.words == capacity.announced_before:
        notice.to_notify, notice.never_notified, notice.still_waiting = (
            [*up_to_date, *earlier],
            not_yet_notified,
            earlier,
        )
    elif up_to_date or earlier:
        notice.to_notify, notice.still_waiting = registrations, [*not_yet_notified, *earlier]
    else:
        # The last change reached nobody: notify all registrants, and compare with the state before that change.
        notice.to_notify, notice.never_notified = registrations, not_yet_notified
    if up_to_date or earlier:
        notice.known_before = capacity.announced
    return notice


def _by_last_message(registrations, capacity) -> tuple[list[Registration], list[Registration], list[Registration]]:
    """Divide registrations by their unsent change messages: none, only earlier ones, and one about the last change."""
    up_to_date, earlier, not_yet_notified = [], [], []
    unsent = _unsent_messages(registrations)
    for registration in registrations:
        keys = unsent.get(str(registration.pk))
        if keys is None:
            up_to_date.append(registration)
        elif _key(registration, capacity) in keys:
            not_yet_notified.append(registration)
        else:
            earlier.append(registration)
    return up_to_date, earlier, not_yet_notified


def _is_known(before: dict, now: dict) -> bool:
    """Return whether registrants who know `before` need no message: a cancellation needs no second message."""
    return before == now or bool(before.get("is_cancelled") and now["is_cancelled"])


def _key(registration, capacity):
    """Return the idempotency key of the message about the last change that registrants are notified of."""
    return visitor_messages.notice(registration, "changed", str(capacity.notified_sequence)).key


def _unsent_messages(registrations) -> dict[str, set[str]]:
    """Return the keys of change messages not yet sent or called, by registration; exclude those in delivery."""
    keys_by_subject = {}
    for subject, key in _open_messages(registrations, "changed").values_list("subject", "idempotency_key"):
        keys_by_subject.setdefault(subject, set()).add(key)
    return keys_by_subject


def _open_messages(registrations, *kinds):
    subjects = [str(registration.pk) for registration in registrations]
    return Message.objects.filter(section=SECTION, kind__in=kinds, state=Message.State.WAITING, subject__in=subjects)


def suppress(capacities) -> None:
    """Mark the current state of these dates as announced without sending anything.

    If a date equals its state before the last change, also cancel the pending notifications about that change.
    """
    for capacity in capacities:
        capacity.announced = details_of(capacity.occurrence)
        capacity.announced_sequence = capacity.notified_sequence = capacity.occurrence.sequence
        capacity.save(update_fields=["announced", "announced_sequence", "notified_sequence"])
        if capacity.announced == capacity.announced_before:
            for registration in Registration.objects.for_date(capacity.occurrence).active():
                cancel(registration, "changed")


def pending_changes() -> list[ChangeNotice]:
    """Return the changes of dates that have registrants to notify."""
    changed = OccurrenceCapacity.objects.pending_notifications().with_registrants().select_related("occurrence__event")
    return [notice for capacity in changed if (notice := change_notice_of(capacity)) and notice.to_notify]


def has_calls_about_changes(capacity_pks: list[int]) -> bool:
    """Return whether a change of one of these dates requires a phone call, due or already queued."""
    if any(
        not registration.email and registration.phone
        for notice in pending_changes()
        if notice.capacity.pk in capacity_pks and not _is_hidden(notice.capacity)
        for registration in notice.to_notify
    ):
        return True
    by_phone = Registration.objects.active().filter(capacity__in=capacity_pks, email="").exclude(phone="")
    return _open_messages(list(by_phone), "changed").exists()
