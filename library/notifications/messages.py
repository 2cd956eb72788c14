"""Messages about holds and loans, rendered from the state at the time of sending.

Subjects, files and URLs do not name titles: a third party learns only that somebody uses the library.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.sections import RenderedMessage
from kasch_site.common.text.isolates import isolated
from kasch_site.common.text.time_words import day_of_week_in_words
from kasch_site.house.stationery import absolute_url
from kasch_site.messaging.visitor_messages import write_to
from kasch_site.visitors import access_tokens
from library.models import Hold, Loan, Patron, PurchaseRequest

from .notifications import SECTION, SUBJECT_NAMES

KINDS = {
    "reserved": gettext_lazy("Vormerkung bestätigt"),
    "ready": gettext_lazy("liegt bereit"),
    "not_ready": gettext_lazy("liegt doch nicht bereit"),
    "hold_lapsed": gettext_lazy("nicht abgeholt"),
    "hold_cancelled": gettext_lazy("Vormerkung abgesagt"),
    "hold_ended": gettext_lazy("Vormerkung abgesagt, vom Haus"),
    "reminder": gettext_lazy("Erinnerung an die Rückgabe"),
    "dates_moved": gettext_lazy("Rückgabe verschoben"),
    "new_pin": gettext_lazy("neue PIN"),
    "request_noted": gettext_lazy("Suchwunsch notiert"),
    "request_found": gettext_lazy("Gesuchtes ist da"),
    "request_ended": gettext_lazy("Suche beendet"),
}
# The lifetime of a link after a hold or a request has ended: as long as its row is kept.
ACCESS_TOKEN_LIFETIME = timedelta(days=7)
# A hold waits as long as it takes; its link is renewed with every message.
LONGEST_WAIT = timedelta(days=365)

# A patron's account stays open for so long after the last click; a link to a new PIN works for an hour.
ACCOUNT_LIFETIME = timedelta(minutes=5)
NEW_PIN_LIFETIME = timedelta(hours=1)

ACCOUNT = access_tokens.MailedLink(
    SECTION, "account", "library:account", lambda _patron: clock.now() + ACCOUNT_LIFETIME, SUBJECT_NAMES[Patron]
)
NEW_PIN = access_tokens.MailedLink(
    SECTION, "new_pin", "library:new_pin", lambda _patron: clock.now() + NEW_PIN_LIFETIME, SUBJECT_NAMES[Patron]
)
MANAGE_HOLD = access_tokens.MailedLink(
    SECTION, "hold", "library:my_hold", lambda hold: clock.now() + LONGEST_WAIT, SUBJECT_NAMES[Hold]
)
MANAGE_REQUEST = access_tokens.MailedLink(
    SECTION,
    "request",
    "library:my_request",
    lambda request: clock.local(request.ends_on) + ACCESS_TOKEN_LIFETIME,
    SUBJECT_NAMES[PurchaseRequest],
)


@dataclass(frozen=True, slots=True)
class _Data:
    """The records of a message: the person, and their loan, hold or request."""

    person: Patron | Hold | PurchaseRequest
    loans: list[Loan]
    holds: list[Hold]


def render_message(kind: str, subject: str) -> RenderedMessage | None:
    """Return the message of this kind about "hold:12", "patron:3" or "request:7"; None if it no longer applies."""
    data = _load(kind, subject)
    if data is None or not _APPLIES[kind](data):
        return None
    context = _context(kind, data)
    return write_to(
        data.person,
        f"library/{kind}",
        context,
        subject=_subject(kind, context),
        call=_call(kind, context),
        link=context["link"],
        desk_url=_desk_url(data.person),
    )


def _load(kind, subject) -> _Data | None:
    name, _colon, number = subject.partition(":")
    if name == SUBJECT_NAMES[Hold]:
        hold = Hold.objects.select_related("title", "copy").filter(pk=number).first()
        return hold and _Data(hold, [], [hold])
    if name == SUBJECT_NAMES[PurchaseRequest]:
        request = PurchaseRequest.objects.filter(pk=number).first()
        return request and _Data(request, [], [])
    patron = Patron.objects.filter(pk=number).first()
    return patron and _Data(patron, _loans(kind, patron), list(Hold.objects.ready().filter(patron=patron)))


def _loans(kind, patron):
    loans = Loan.objects.open().of(patron).select_related("copy__title")
    return list(loans.overdue(clock.today()) if kind == "reminder" else loans)


def _is_in(*states):
    return lambda data: data.person.state in states


def _is_ready(data):
    return data.person.state == Hold.State.READY and data.person.pickup_until >= clock.today()


_APPLIES = {
    "reserved": _is_in(Hold.State.WAITING),
    "ready": _is_ready,
    "not_ready": _is_in(Hold.State.WAITING),
    "hold_lapsed": _is_in(Hold.State.LAPSED),
    "hold_cancelled": _is_in(Hold.State.CANCELLED),
    "hold_ended": _is_in(Hold.State.CANCELLED),
    "reminder": lambda data: bool(data.loans),
    "dates_moved": lambda data: bool(data.loans or data.holds),
    "new_pin": lambda data: data.person.ended_on is None,
    "request_noted": _is_in(PurchaseRequest.State.OPEN),
    "request_found": _is_in(PurchaseRequest.State.FOUND),
    "request_ended": _is_in(PurchaseRequest.State.ENDED),
}


def _context(kind, data):
    person = data.person
    until = getattr(person, "pickup_until", None)
    loans = [(isolated(loan.copy.title.title), day_of_week_in_words(loan.due_on)) for loan in data.loans]
    ready = [
        (isolated(hold.title.title), day_of_week_in_words(hold.pickup_until))
        for hold in data.holds
        if hold.pickup_until
    ]
    return {
        "title": isolated(person.title.title) if isinstance(person, Hold) else "",
        "wanted": person.text if isinstance(person, PurchaseRequest) else "",
        "ends_on": day_of_week_in_words(person.ends_on) if isinstance(person, PurchaseRequest) else "",
        "code": "" if isinstance(person, Patron) else person.spelled_code,
        "until": day_of_week_in_words(until) if until else "",
        "loans": loans,
        "holds": ready,
        "deadlines": [*loans, *ready],
        "is_again": kind == "reserved" and Hold.objects.of_same_guest(person).exists(),
        "link": _link(kind, person) if person.email else "",
    }


def _link(kind, person):
    if kind == "new_pin":
        return absolute_url(NEW_PIN.url_for(person))
    if isinstance(person, Hold):
        return absolute_url(MANAGE_HOLD.url_for(person))
    if isinstance(person, PurchaseRequest):
        return absolute_url(MANAGE_REQUEST.url_for(person))
    return absolute_url(reverse("library:account"))


def _subject(kind, context):
    texts = {
        "reserved": _("Ihre Vormerkung in der Bibliothek"),
        "ready": _("Liegt für Sie bereit: bitte bis %(until)s abholen"),
        "not_ready": _("Liegt leider doch noch nicht für Sie bereit"),
        "hold_lapsed": _("Ihre Vormerkung ist verfallen"),
        "hold_cancelled": _("Ihre Vormerkung ist abgesagt"),
        "hold_ended": _("Wir müssen Ihre Vormerkung leider absagen"),
        "reminder": _("Bitte bringen Sie etwas in die Bibliothek zurück"),
        "dates_moved": _("Bibliothek: Sie haben länger Zeit"),
        "new_pin": _("Ihr Leseausweis"),
        "request_noted": _("Ihr Suchwunsch in der Bibliothek"),
        "request_found": _("Das Gesuchte ist da"),
        "request_ended": _("Wir suchen nicht weiter"),
    }
    return texts[kind] % context


def _call(kind, context):
    titles = ", ".join(title for title, _day in context["loans"])
    days = "; ".join(_("%(title)s: bis %(day)s") % {"title": title, "day": day} for title, day in context["deadlines"])
    texts = {
        "ready": _("„%(title)s“ liegt bereit, bis %(until)s."),
        "not_ready": _("„%(title)s“ liegt leider doch noch nicht bereit. Die Vormerkung bleibt, mit ihrem Platz."),
        "hold_lapsed": _("„%(title)s“ wurde nicht abgeholt. Wer möchte, kann es wieder vormerken."),
        "hold_ended": _("„%(title)s“ gibt es leider nicht mehr. Die Vormerkung müssen wir absagen."),
        "reminder": _("Bitte freundlich erinnern: %(titles)s. Verlängern geht auch, Gebühren gibt es keine."),
        "dates_moved": _("Die Bibliothek ist geschlossen, darum gibt es mehr Zeit. Jetzt gilt: %(days)s."),
        "request_found": _("Das Gesuchte ist da: %(wanted)s."),
        "request_ended": _("Wir haben es nicht gefunden und suchen nicht weiter: %(wanted)s."),
    }
    return texts[kind] % {**context, "titles": titles, "days": days} if kind in texts else ""


def _desk_url(person):
    return reverse(f"admin:library_{person._meta.model_name}_change", args=[person.pk])
