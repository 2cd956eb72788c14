"""The user who changes records in the current context."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID, uuid4


@dataclass(frozen=True)
class Recording:
    """One request of a member of staff; all rows that it writes are one change."""

    user: object
    change: UUID = field(default_factory=uuid4)


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def recording(user):
    """Attribute everything that is saved inside to this member of staff, as one change."""
    token = _recording.set(Recording(user) if user is not None and user.is_authenticated else None)
    try:
        yield
    finally:
        _recording.reset(token)


def current_recording() -> Recording | None:
    """Return the request of a member of staff that is being recorded, if there is one."""
    return _recording.get()


def member_of_staff(**_kwargs):
    """Return who is changing records at the moment; None if it is the website itself."""
    current = _recording.get()
    return current.user if current else None
