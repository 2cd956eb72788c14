"""Notify patrons and requesters on the channel of their contact; the texts are in `messages`."""

from datetime import date, timedelta

from kasch_site.common import clock
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message
from kasch_site.messaging.visitor_messages import VisitorMessages, channel_of
from kasch_site.visitors.access_tokens import subject_name
from library.models import Hold, LendingRules, Loan, Patron, PurchaseRequest

SECTION = "library"
# Names of models in subjects of messages and links: "hold:12".
SUBJECT_NAMES = {Patron: "patron", Hold: "hold", PurchaseRequest: "request"}
# Until then a scan by mistake can be undone before anybody is notified.
READY_DELAY = timedelta(minutes=10)


def subject_of(record: Patron | Hold | PurchaseRequest) -> str:
    """Return the subject that identifies a record in messages and links: "hold:12"."""
    return subject_name(record.pk, SUBJECT_NAMES[type(record)])


visitors = VisitorMessages(
    SECTION,
    no_call_kinds=frozenset({"reserved", "hold_cancelled", "request_noted", "new_pin"}),
    requested_kinds=frozenset({"reserved", "hold_cancelled", "request_noted", "new_pin"}),
    subject_of=subject_of,
)


def follow(record: Patron | Hold) -> None:
    """Move the open messages about a record to the current channel of its person.

    Messages that are not sent as calls are cancelled if only a phone number is left.
    """
    channel = channel_of(record)
    if channel == Channel.PHONE:
        visitors.cancel(record, *visitors.no_call_kinds)
    if channel:
        messages.reroute(SECTION, subject_of(record), channel)


def notify_ready(hold: Hold) -> None:
    """Queue the message that a copy is ready, delayed by ten minutes, in which a mistake can be undone."""
    now = clock.now()
    visitors.notify(hold, "ready", now.isoformat(), by_staff=True, due_at=now + READY_DELAY)


def notify_not_ready(hold: Hold) -> None:
    """Cancel the message that a copy is ready; if it has been sent, queue a correction."""
    visitors.cancel(hold)
    if is_notified_ready(hold):
        visitors.notify(hold, "not_ready", clock.now().isoformat(), by_staff=True)


def notify_ready_again(hold: Hold) -> None:
    """Queue the message that a copy is ready, unless the person has received it."""
    visitors.cancel(hold, "not_ready")
    if not is_notified_ready(hold):
        notify_ready(hold)


def is_notified_ready(hold: Hold) -> bool:
    """Return whether the last message to the person says that a copy is ready."""
    count = Message.objects.about(SECTION, subject_of(hold)).filter(kind__in=["ready", "not_ready"]).begun()
    last = count.order_by("-wanted_at").first()
    return last is not None and last.kind == "ready"


def remind(today: date) -> int:
    """Remind each patron, once for each due date, of overdue loans; return the number of patrons.

    One message lists all overdue loans; a waiting one, such as a call, is updated.
    """
    late = today - timedelta(days=LendingRules.current().reminder_days)
    due = Loan.objects.overdue(late).filter(reminded_on=None)
    patrons = visitors.without_unsent(Patron.objects.filter(pk__in=due.values("patron")).order_by("pk"), "reminder")
    number = visitors.notify_all(patrons, "reminder", lambda _patron: today.isoformat())
    Loan.objects.overdue(late).filter(reminded_on=None).update(reminded_on=today)
    return number


def cancel_reminder(patron: Patron) -> None:
    """Cancel the waiting reminder of a patron without overdue loans."""
    if not Loan.objects.overdue(clock.today()).filter(patron=patron).exists():
        visitors.cancel(patron, "reminder")


def is_reminder_cancelled(patron: Patron, day: date | None) -> bool:
    """Return whether the reminder of a day was cancelled before it was sent."""
    notice = visitors.notice(patron, "reminder", day.isoformat()) if day else None
    state = Message.State.CANCELLED
    return notice is not None and Message.objects.filter(idempotency_key=notice.key, state=state).exists()
