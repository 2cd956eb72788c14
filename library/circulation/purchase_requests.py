"""Purchase requests: create, cancel, and notify persons when a matching title is added; each function is atomic."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from kasch_site.common.text.folding import MAX_TYPED_LENGTH, spellings
from library.models import PurchaseRequest, SwapItem, Title
from library.notifications import notifications

from .patrons import limits
from .refusals import CirculationRefused

LONGEST_SEARCH = timedelta(days=183)  # half a year
MAX_OPEN = 5  # of one person
_STATE = PurchaseRequest.State
# Words of a request that do not identify the book.
_STOP_WORDS = """
der die das den dem des ein eine einen einem einer eines und oder von vom zu zum zur im in am an auf aus mit für
über bei nach als wie nicht buch bücher band roman irgendwas etwas gern gerne bitte autor autorin the a of
"""


def last_day(today: date) -> date:
    """Return the latest possible last day of a purchase request."""
    return today + LONGEST_SEARCH


@transaction.atomic
def create(idempotency_key: UUID, **fields) -> PurchaseRequest:
    """Create a purchase request from `text`, `ends_on`, `name` and one contact. Raise `CirculationRefused`.

    The same `idempotency_key` again returns the same request without a second message.
    """
    already = PurchaseRequest.objects.sent_with(idempotency_key)
    if already is not None:
        return already
    request = PurchaseRequest(idempotency_key=idempotency_key, created_at=clock.now(), **fields)
    request.set_keys()
    limits.lock_contacts(request.keys)
    if PurchaseRequest.objects.open(clock.today()).of_keys(request.keys).count() >= MAX_OPEN:
        text = ngettext(
            "Mehr als %(number)d Suchwunsch auf einmal geht nicht.",
            "Mehr als %(number)d Suchwünsche auf einmal gehen nicht.",
            MAX_OPEN,
        )
        raise CirculationRefused(text % {"number": MAX_OPEN})
    request, is_new = request.insert_once()
    if is_new:
        notifications.visitors.notify(request, "request_noted")
    return request


@transaction.atomic
def cancel(request: PurchaseRequest, *, by_house: bool = False) -> PurchaseRequest:
    """Cancel an open purchase request. Idempotent; raise `CirculationRefused` if it has been fulfilled.

    After a cancellation by the house (`by_house`) the person is notified.
    """
    request = PurchaseRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state == _STATE.FOUND:
        raise CirculationRefused(_("Das Gesuchte ist schon da. Rufen Sie uns bitte an."))
    if request.state == _STATE.OPEN:
        request.state = _STATE.ENDED
        request.save(update_fields=["state"])
        notifications.visitors.cancel(request)
        if by_house:
            notifications.visitors.notify(request, "request_ended")
    return request


def matching(item: Title | SwapItem) -> list[PurchaseRequest]:
    """Return the open requests whose words all occur in a title or an item of the swap shelf."""
    item_words = _words(_text_of(item))
    requests = PurchaseRequest.objects.open(clock.today()).order_by("created_at", "pk")
    return [request for request in requests if _fits(_significant_words(request.text), item_words)]


@transaction.atomic
def notify_requesters(item: Title | SwapItem) -> int:
    """Notify the persons whose request a new item matches, each once; return their number."""
    keys = [request.pk for request in matching(item)]
    if not keys:
        return 0
    still_open = PurchaseRequest.objects.select_for_update(of=("self",)).filter(pk__in=keys, state=_STATE.OPEN)
    requests = list(still_open.order_by("pk"))
    for request in requests:
        request.state = _STATE.FOUND
        request.found_item, request.found_title = (item, None) if isinstance(item, SwapItem) else (None, item)
        request.save(update_fields=["state", "found_item", "found_title"])
        notifications.visitors.notify(request, "request_found", by_staff=True)
    return len(requests)


def notify_if_shown(title: Title) -> int:
    """Notify persons whose request a title matches, if it is public; return their number."""
    return notify_requesters(title) if Title.objects.published().filter(pk=title.pk).exists() else 0


def notify_of_changed(since: datetime) -> int:
    """Notify persons whose request matches a title changed since then; return their number. Called daily."""
    if not PurchaseRequest.objects.open(clock.today()).exists():
        return 0
    changed = Title.objects.published().filter(changed_at__gte=since).order_by("pk")
    return sum(notify_requesters(title) for title in changed.iterator(chunk_size=500))


def _text_of(item):
    if isinstance(item, SwapItem):
        return item.text
    return " ".join([item.title, item.subtitle, item.authors, item.series])


def _words(text):
    """Return the folded words of a text, each as the set of its spellings."""
    plain = "".join(character if character.isalnum() else " " for character in text)
    return [spellings(word) for word in plain.split()]


def _significant_words(text):
    words = [word for word in _words(text[:MAX_TYPED_LENGTH]) if word - {""}]
    small = set(_STOP_WORDS.split())
    return [word for word in words if not word & small]


def _fits(wanted, item_words):
    return bool(wanted) and all(any(word & other for other in item_words) for word in wanted)
