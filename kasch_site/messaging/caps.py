"""The cap of messages that visitors can cause, per mailbox and per number, over all sections.

Anybody may type a stranger's address into a form. So of the messages that a form or a link causes (`is_requested`) a
mailbox gets `MAX_PER_HOUR` and `MAX_PER_DAY`. The last of them says that no more follow and has the link to the page
with the current state. Messages caused by the house, such as a cancellation, are always sent and not counted.

Counted by a fingerprint of the canonical address that changes daily; the address is not stored.
"""

from collections.abc import Iterable
from dataclasses import replace

from kasch_site.common.rate_limits.limits import count_contact, counted_for_contact
from kasch_site.common.sections import RenderedMessage
from kasch_site.house.stationery import render_message
from kasch_site.visitors.contact import canonical

from .models import Message

MAX_PER_HOUR = 5
MAX_PER_DAY = 12
# Calls about requests that the list shows for one number at a time; the others follow when these are done.
MAX_CALLS_PER_NUMBER = 2
_NAME = "requested mails"


def within_cap(rendered: RenderedMessage, message: Message) -> RenderedMessage | None:
    """Return the mail to send: the message itself, the last one with a link, or None if the mailbox had enough.

    Ask before sending and call `count` after it; mails are sent by one process at a time.
    """
    if not message.is_requested:
        return rendered
    hour, day = counted_for_contact(_NAME, canonical(rendered.to))
    remaining = min(MAX_PER_HOUR - hour, MAX_PER_DAY - day)
    if remaining <= 0:
        return None
    return rendered if remaining > 1 else _last(rendered, is_whole_day=day + 1 >= MAX_PER_DAY)


def count(rendered: RenderedMessage, message: Message) -> None:
    """Count a mail that has been sent."""
    if message.is_requested:
        count_contact(_NAME, canonical(rendered.to))


def without_excess_calls(displayed: Iterable) -> list:
    """Return the displayed calls, of requested ones to the same number the first `MAX_CALLS_PER_NUMBER`."""
    kept, numbers = [], {}
    for item in displayed:
        if item.message.is_requested and item.number:
            numbers[item.number] = numbers.get(item.number, 0) + 1
            if numbers[item.number] > MAX_CALLS_PER_NUMBER:
                continue
        kept.append(item)
    return kept


def _last(rendered, *, is_whole_day):
    context = {"link": rendered.link, "is_whole_day": is_whole_day}
    last = render_message(
        "messaging/last_before_limit", context, to=rendered.to, name=rendered.name, subject=rendered.subject
    )
    return replace(last, headers=rendered.headers)
