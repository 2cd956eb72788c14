"""Calendar entries of all sections: title, time and place."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils.text import capfirst
from django.utils.translation import gettext

from kasch_site.common.text.time_words import time_in_words


class Status(enum.Enum):
    """Whether an entry takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Repetition(enum.Enum):
    """How often an entry repeats, as far as printed plans distinguish it."""

    ONCE = "once"  # a date of its own, such as a concert
    WEEKLY = "weekly"  # every week, or every few weeks
    MONTHLY = "monthly"  # about once a month


class Places(enum.Enum):
    """Whether registering on the website now yields a place at one date."""

    OPEN = "open"  # unlimited
    FREE = "free"
    FULL = "full"  # a waiting list is available
    CLOSED = "closed"  # registration has ended


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter for entries: a category or a group, with its slug and its label."""

    slug: str
    name: str

    @property
    def label(self):
        """Return the name as residents read it."""
        return self.name

    @property
    def lang(self):
        """Return the language code of the label, if it is not in the language of the site; otherwise ""."""
        return ""


@dataclass(frozen=True, slots=True)
class LanguageFacet(Facet):
    """A language that is spoken at an entry: its code is the slug. `native_name` can be ""."""

    native_name: str = ""

    @property
    def code(self):
        """Return the ISO 639-1 code."""
        return self.slug

    @property
    def label(self):
        """Return the native name of the language, as far as it is known."""
        return self.native_name or self.name

    @property
    def lang(self):
        """Return the language code of the label."""
        return self.slug if self.native_name else ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Practical facts about an entry. None means unknown."""

    is_free: bool | None = None
    asks_donation: bool = False  # free, but a donation is expected
    cost: str = ""
    needs_sign_up: bool | None = None
    sign_up_note: str = ""
    is_step_free: bool | None = None
    bring_along: str = ""
    children_welcome: bool | None = None
    languages: tuple[LanguageFacet, ...] = ()

    @property
    def cost_words(self):
        """Return the cost as a line of its own: "Kosten: 3 Euro", "Kostenlos"; "" if unknown."""
        free = gettext("kostenlos")
        cost = self.cost or {True: free, False: gettext("kostet etwas")}.get(self.is_free, "")
        if cost in (free, gettext("Spende erbeten")):
            return str(capfirst(cost))
        return gettext("Kosten: %(cost)s") % {"cost": cost} if cost else ""

    @property
    def access_words(self):
        """Return for lists whether it can be reached without steps: "ohne Stufen"; "" if unknown."""
        return {True: gettext("ohne Stufen"), False: gettext("nicht ohne Stufen")}.get(self.is_step_free, "")


@dataclass(frozen=True, slots=True)
class UsualDate:
    """What an entry that repeats would be if nobody had changed this date. Local times; None for a whole day."""

    title: str
    day: date
    starts: time | None
    ends: time | None
    where: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that takes place at a time and a location, from any section.

    `key` never changes and is unique across sections ("events:1f0c…"): calendars, changes to a printed plan and
    messages refer to it. `starts_at` and `ends_at` are aware; an all-day entry ends at the midnight after its last day.
    `room_id` is a `house.models.Room`, or None outside the house. Calendars detect changes by `uid` (never changes,
    globally unique; derived from `key` if empty), by `sequence`, which increases with each change, and by `changed_at`,
    the time of the last change of what is shown, aware.
    """

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    url: str
    app: str
    all_day: bool = False
    status: Status = Status.PLANNED
    reason: str = ""
    difference: str = ""  # what differs from the usual, as text: "andere Zeit"
    where: str = ""
    room_id: int | None = None
    summary: str = ""
    printed_note: str = ""  # a short sentence that printed plans add, where there is space for details
    category: Facet | None = None
    group: Facet | None = None
    facts: Facts = field(default_factory=Facts)
    uid: str = ""
    sequence: int = 0
    changed_at: datetime = field(kw_only=True)
    places: Places | None = None  # None: no registration on the website, or cancelled
    repetition: Repetition = Repetition.ONCE
    usual: UsualDate | None = None  # of a date that staff have changed, if it repeats

    @property
    def time_words(self):
        """Return the time of day: "9:30–10:30 Uhr"."""
        return time_in_words(self.starts_at, self.ends_at, self.all_day)

    @property
    def is_cancelled(self):
        """Return whether the entry is cancelled."""
        return self.status is Status.CANCELLED

    @property
    def is_elsewhere(self):
        """Return whether it takes place outside the house; without any place it is in the house."""
        return self.room_id is None and bool(self.where)

    def overlaps(self, start, end):
        """Return whether it overlaps [start, end)."""
        return self.starts_at < end and self.ends_at > start

    def runs_at(self, now):
        """Return whether it is running at `now`; False for a cancelled entry."""
        return not self.is_cancelled and self.starts_at <= now < self.ends_at

    def days(self, zone: tzinfo) -> tuple[date, date]:
        """Return its first and last day in `zone`; an end at midnight belongs to the day before."""
        last_moment = (self.ends_at - timedelta(microseconds=1)).astimezone(zone)
        return self.starts_at.astimezone(zone).date(), last_moment.date()


def first_of_each_title(candidates: Iterable[Entry]) -> list[Entry]:
    """Return the first entry of each title in the given order, so that a weekly group does not displace the others."""
    by_title: dict[str, Entry] = {}
    for entry in candidates:
        by_title.setdefault(entry.title, entry)
    return list(by_title.values())


def double_bookings(candidates: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """Return pairs of entries that use the same room of the building at the same time; cancelled ones are ignored."""
    by_room: dict[int, list[Entry]] = {}
    for entry in candidates:
        if entry.room_id is not None and not entry.is_cancelled:
            by_room.setdefault(entry.room_id, []).append(entry)
    pairs = []
    for in_room in by_room.values():
        in_room.sort(key=lambda entry: entry.starts_at)
        for index, first in enumerate(in_room):
            for second in in_room[index + 1 :]:
                if second.starts_at >= first.ends_at:
                    break
                pairs.append((first, second))
    return pairs
