"""Notify visitors about their requests and remind them, on the channel that each of them left."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from kasch_site.common.sections import RenderedMessage
from kasch_site.house.stationery import absolute_url, render_message
from kasch_site.messaging.reminders import NO_REMINDER_AFTER_INFORMED, is_reminder_due
from kasch_site.visitors.access_tokens import MailedLink, subject_name

from . import messages
from .models import Channel, Message


def channel_of(person) -> str:
    """Return the channel on which a visitor is notified; "" if there is none."""
    if person.email:
        return Channel.MAIL
    return Channel.PHONE if person.phone else ""


def new_occasion() -> str:
    """Return an occasion for a message that may be sent several times about one record.

    Callers change the record under its lock, so that they notify once.
    """
    return uuid4().hex


def _identity(record):
    return record


def _subject(record) -> str:
    return subject_name(record.pk)


@dataclass(frozen=True, slots=True)
class VisitorMessages:
    """The messages of one section to visitors.

    `no_call_kinds` are kinds that a person with a number alone has seen on the screen or heard at the desk.
    `requested_kinds` are kinds that a form or a link causes; anybody may have typed the address (`messaging.caps`).
    `subject_of(record)` is how a record is named in messages, `person_of(record)` is the visitor it belongs to.
    """

    section: str
    no_call_kinds: frozenset[str] = frozenset()
    requested_kinds: frozenset[str] = frozenset()
    subject_of: Callable = _subject
    person_of: Callable = _identity

    def notify(
        self,
        record,
        kind: str,
        occasion: str = "",
        *,
        by_staff: bool = False,
        on_request: bool = False,
        due_at: datetime | None = None,
    ) -> None:
        """Queue a message about a record, due at once or at `due_at`; do nothing if the person cannot be reached or
        needs no call.

        `occasion` is an idempotency key for a kind and record. What staff cause (`by_staff`) has no cap per mailbox;
        `on_request` has one, whatever its kind.
        """
        notice = self.notice(record, kind, occasion)
        if notice:
            is_requested = on_request or (kind in self.requested_kinds and not by_staff)
            messages.notify(replace(notice, is_requested=is_requested, due_at=due_at))

    def cancel(self, record, *kinds: str) -> None:
        """Cancel the open messages about a record: of these kinds, or all."""
        messages.cancel(self.section, self.subject_of(record), kinds)

    def is_waiting(self, record, *kinds: str) -> bool:
        """Return whether a message of these kinds about a record waits: the person has not received it for sure."""
        about = Message.objects.about(self.section, self.subject_of(record))
        return about.filter(kind__in=kinds, state=Message.State.WAITING).exists()

    def is_undelivered(self, record, *kinds: str) -> bool:
        """Return whether the last message of these kinds about a record has not been delivered: it waits, or failed."""
        about = Message.objects.about(self.section, self.subject_of(record)).filter(kind__in=kinds)
        last = about.order_by("-wanted_at").first()
        return last is not None and last.state in (Message.State.WAITING, Message.State.FAILED)

    def without_unsent(self, records: Iterable, *kinds: str) -> list:
        """Return the records about which no unsent message of these kinds waits; it is rendered when it is sent."""
        records = list(records)
        subjects = [str(self.subject_of(record)) for record in records]
        unsent = Message.objects.filter(
            section=self.section, kind__in=kinds, subject__in=subjects, state=Message.State.WAITING
        )
        informed = set(unsent.values_list("subject", flat=True))
        return [record for record in records if str(self.subject_of(record)) not in informed]

    def notice(self, record, kind: str, occasion: str = "") -> messages.Notice | None:
        """Return the notice that `notify` would queue; None if it would queue nothing."""
        channel = channel_of(self.person_of(record))
        if not channel or (channel == Channel.PHONE and kind in self.no_call_kinds):
            return None
        return messages.Notice(self.section, kind, self.subject_of(record), channel, occasion)

    def notify_all(self, records, kind: str, occasion_of: Callable) -> int:
        """Queue a message about each of these records, once for each `occasion_of(record)`; return their number."""
        notices = [notice for record in records if (notice := self.notice(record, kind, occasion_of(record)))]
        messages.notify_all(notices)
        return len(notices)

    def remind(self, upcoming, now: datetime, start_of: Callable) -> int:
        """Send a "reminder" for each of these requests that is due one, once for each start; return their number.

        `upcoming` is a queryset of coded requests that begin within the lead time of reminders. Persons who have just
        been notified of something else, or are about to be, are reminded later.
        """
        since = now - NO_REMINDER_AFTER_INFORMED
        not_just_informed = upcoming.filter(created_at__lt=since).exclude(informed_at__gte=since)
        due = [row for row in not_just_informed if is_reminder_due(start_of(row), now, by_phone=not row.email)]
        lately = self._notified_since(due, since) if due else set()
        due = [row for row in due if str(self.subject_of(row)) not in lately]
        self._clear_cancelled_reminders(due, start_of)
        return self.notify_all(due, "reminder", lambda row: start_of(row).isoformat())

    def _clear_cancelled_reminders(self, records, start_of):
        """Delete reminders that were cancelled before anybody got them: the start was moved away, and back again."""
        notices = [self.notice(record, "reminder", start_of(record).isoformat()) for record in records]
        keys = [notice.key for notice in notices if notice]
        cancelled = Message.objects.filter(idempotency_key__in=keys, state=Message.State.CANCELLED)
        cancelled.filter(failure_reason="").delete()  # one with a reason could not be delivered

    def _notified_since(self, records, since) -> set[str]:
        """Return the subjects about which a call waits, or a message was queued or delivered since then."""
        about = Message.objects.filter(section=self.section, subject__in=[self.subject_of(row) for row in records])
        notified = about.exclude(kind="reminder").notified_since(since)
        return set(notified.values_list("subject", flat=True))


def write_to(person, template: str, context: dict, **fields) -> RenderedMessage:
    """Write a message to a visitor on the house's stationery; `fields` as in `stationery.render_message`."""
    return render_message(template, context, to=person.email or person.phone, name=person.name, **fields)


def write_about(request, own_page: MailedLink, template: str, context: dict, **fields) -> RenderedMessage:
    """Write a message about a request; by mail with the `link` to the person's own page. `fields` as in `write_to`."""
    link = absolute_url(own_page.url_for(request)) if request.email else ""
    return write_to(request, template, {**context, "link": link}, link=link, **fields)
