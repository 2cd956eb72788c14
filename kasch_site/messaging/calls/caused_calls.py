"""Calls that the current request has caused: on the call list, or to be queued by a job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from kasch_site.common import clock
from kasch_site.messaging.delivery.manual_delivery import RETRY_CALL_AFTER
from kasch_site.messaging.models import Channel, Message


@dataclass(slots=True)
class CallsCaused:
    """The idempotency keys of queued calls, and for each job that will queue some, whether it concerns anybody."""

    keys: list[str] = field(default_factory=list)
    jobs: list[Callable[[], bool]] = field(default_factory=list)

    def count(self, user) -> int:
        """Return how many of the queued calls are on the call list of this member of staff.

        Those of a rolled-back transaction, and cancelled ones, are not.
        """
        if not self.keys:
            return 0
        listed = Message.objects.readable_by(user).for_staff(Channel.PHONE, until=clock.now() + RETRY_CALL_AFTER)
        return listed.filter(idempotency_key__in=self.keys).count()

    def follow_later(self) -> bool:
        """Return whether a job will queue calls."""
        return any(concerns_anybody() for concerns_anybody in self.jobs)


_caused: ContextVar[CallsCaused | None] = ContextVar("calls_caused", default=None)


@contextmanager
def recorded_calls() -> Iterator[CallsCaused]:
    """Record the calls that are caused within the block."""
    caused = CallsCaused()
    token = _caused.set(caused)
    try:
        yield caused
    finally:
        _caused.reset(token)


def record_calls(keys: list[str]) -> None:
    """Note that calls with these idempotency keys are being queued; does nothing outside of `recorded_calls`."""
    caused = _caused.get()
    if caused is not None:
        caused.keys.extend(keys)


def expect_calls(concerns_anybody: Callable[[], bool]) -> None:
    """Note that a job will queue calls, if `concerns_anybody` returns true once the changes are saved.

    It must return False if the changes were rolled back, or are not announced. Does nothing outside of
    `recorded_calls`.
    """
    caused = _caused.get()
    if caused is not None:
        caused.jobs.append(concerns_anybody)
