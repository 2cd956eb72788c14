"""The messages of the doll hospital."""

from kasch_site.house.stationery import subject_for_day
from kasch_site.messaging.reminders import REMINDER_LEAD_TIME
from kasch_site.messaging.visitor_messages import VisitorMessages, write_about
from kasch_site.visitors.access_tokens import MailedLink

from .models import RETENTION, Repair

SECTION = "example_section"
KINDS = {
    "asked": "Reparatur angemeldet",
    "changed": "Reparatur geändert",
    "cancelled": "Reparatur abgesagt",
    "reminder": "Erinnerung",
}
MANAGE = MailedLink(SECTION, "manage", "example_section:own", lambda repair: repair.begins_at + RETENTION)
_SEEN = frozenset({"asked", "changed", "cancelled"})
visitors = VisitorMessages(SECTION, no_call_kinds=_SEEN, requested_kinds=_SEEN)


def render_message(kind, subject):
    """Render a message about a repair; None if it is no longer true."""
    state = Repair.State.CANCELLED if kind == "cancelled" else Repair.State.ASKED
    repair = Repair.objects.filter(pk=subject, state=state).first()
    if repair is None:
        return None
    call = f"Erinnerung: {repair.day:%d.%m.}"
    subject = subject_for_day(repair.begins_at)
    return write_about(repair, MANAGE, f"example_section/{kind}", {"repair": repair}, subject=subject, call=call)


def remind(now):
    """Remind everybody who brings a doll within two days, once for each day."""
    return visitors.remind(Repair.objects.upcoming(now + REMINDER_LEAD_TIME), now, lambda repair: repair.begins_at)
