"""Comparison of two states of a month. Uses no request, no database and no texts."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from kasch_site.common.sections import Entry, Status


@dataclass(frozen=True, slots=True)
class Row:
    """The printed data of one entry, for later comparison. Datetimes are in UTC."""

    key: str
    title: str
    start: datetime
    end: datetime
    all_day: bool
    where: str
    status: str

    @classmethod
    def of(cls, entry: Entry) -> Row:
        """Return the row of an entry."""
        start, end = entry.starts_at.astimezone(UTC), entry.ends_at.astimezone(UTC)
        return cls(entry.key, entry.title, start, end, entry.all_day, entry.where, entry.status.value)

    @classmethod
    def from_json(cls, stored: list) -> Row:
        """Return the row of the result of `as_json`."""
        key, title, start, end, *rest = stored
        return cls(key, title, datetime.fromisoformat(start), datetime.fromisoformat(end), *rest)

    def as_json(self) -> list:
        """Return the row as JSON-compatible data."""
        return [
            self.key,
            self.title,
            self.start.isoformat(),
            self.end.isoformat(),
            self.all_day,
            self.where,
            self.status,
        ]

    @property
    def is_cancelled(self):
        """Return whether the entry is cancelled."""
        return self.status == Status.CANCELLED.value


class Kind(enum.Enum):
    """A way in which an entry differs from its printed row."""

    ADDED = "added"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    MOVED = "moved"
    RELOCATED = "relocated"
    RETITLED = "retitled"


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry before and after; None means that it did not exist, or no longer exists."""

    before: Row | None
    after: Row | None

    @property
    def key(self) -> str:
        """Return the key of the entry."""
        return (self.before or self.after).key

    @property
    def kinds(self) -> frozenset[Kind]:
        """Return the kinds of difference; at least one."""
        if self.before is None:
            return frozenset({Kind.ADDED})
        if self.after is None:
            return frozenset({Kind.REMOVED})
        return frozenset(kind for kind, names in _KINDS if self._differs(names)) | self._status_changes()

    def _differs(self, names):
        return any(getattr(self.before, name) != getattr(self.after, name) for name in names)

    def _status_changes(self):
        if self.before.status == self.after.status:
            return frozenset()
        return frozenset({Kind.CANCELLED if self.after.is_cancelled else Kind.RESTORED})

    @property
    def is_relevant(self) -> bool:
        """Return whether the change concerns readers: not if the entry takes place in neither state."""
        return any(row is not None and not row.is_cancelled for row in (self.before, self.after))


_KINDS = [
    (Kind.MOVED, ("start", "end", "all_day")),
    (Kind.RELOCATED, ("where",)),
    (Kind.RETITLED, ("title",)),
]


def differences(before: Iterable[Row], after: Iterable[Row]) -> list[Difference]:
    """Return the differences in the order of the printed plan; new entries are sorted by start."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    changed = [Difference(old.get(key), new.get(key)) for key in old | new if old.get(key) != new.get(key)]
    return sorted(changed, key=_sort_key)


def apply_changes(before: Iterable[Row], changes: Iterable[Difference]) -> set[Row]:
    """Apply differences to rows; applying the result of `differences` yields the later state."""
    rows = {row.key: row for row in before}
    for difference in changes:
        rows.pop(difference.key, None)
        if difference.after is not None:
            rows[difference.key] = difference.after
    return set(rows.values())


def _sort_key(difference):
    row = difference.before or difference.after
    return row.start, not row.all_day, row.title, row.key
