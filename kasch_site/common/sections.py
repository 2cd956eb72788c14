"""The contract between the sections of the site.

Many features combine data of all apps: the month page, the printed plan, the foyer screen, the start page, a group's
next dates, warnings about double-booked rooms, the to-do list, data retention. None of them may import the apps. So
each app has a small module `section.py` with one object `section`, and `settings.SECTIONS` lists these modules in
reading order. A new section needs one module and one line; methods it does not override return nothing.

A *section* (this module) is a part of the website. A room of the building is `house.models.Room`; here it appears only
as `Entry.room_id`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.text.time_words import time_in_words

from . import clock


class Status(enum.Enum):
    """Whether an entry takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


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


@dataclass(frozen=True, slots=True)
class Facts:
    """Practical facts about an entry. None means unknown."""

    is_free: bool | None = None
    asks_donation: bool = False  # free, but a donation is expected
    cost: str = ""
    needs_signup: bool | None = None
    signup: str = ""
    is_step_free: bool | None = None
    bring_along: str = ""
    children_welcome: bool | None = None
    languages: tuple[Facet, ...] = ()

    @property
    def cost_words(self):
        """Return the cost as a line of its own: "Kosten: 3 Euro", "Kostenlos"; "" if unknown."""
        free = gettext("kostenlos")
        cost = self.cost or {True: free, False: gettext("kostet etwas")}.get(self.is_free, "")
        if cost in (free, gettext("Spende erbeten")):
            return str(capfirst(cost))
        return gettext("Kosten: %(cost)s") % {"cost": cost} if cost else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that takes place at a time and a location, from any section.

    `key` never changes and is unique across sections ("events:1f0c…"): calendars, changes to a printed plan and
    messages refer to it. `starts_at` and `ends_at` are aware; an all-day entry ends at the midnight after its last day.
    `room_id` is a `house.models.Room`, or None outside the house. Calendars detect changes by `uid` (never changes,
    globally unique; derived from `key` if empty), by `sequence`, which increases with each change, and by `changed_at`,
    aware.
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
    category: Facet | None = None
    group: Facet | None = None
    facts: Facts = field(default_factory=Facts)
    uid: str = ""
    sequence: int = 0
    changed_at: datetime | None = None
    places: Places | None = None  # None: no registration on the website, or cancelled

    @property
    def time_words(self):
        """Return the time of day: "9:30–10:30 Uhr"."""
        return time_in_words(self.starts_at, self.ends_at, self.all_day)

    @property
    def is_cancelled(self):
        """Return whether the entry is cancelled."""
        return self.status is Status.CANCELLED

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


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the facade on the start page: an offer, lit while something related is running."""

    name: str
    url: str
    app: str
    is_lit: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A section on the start page: a heading in its colour and `content`, rendered by its own template."""

    app: str
    name: str
    url: str
    more: str
    template: str
    content: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A news line for the start page and mails."""

    title: str
    url: str
    when: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """A task for staff, on the index page of the admin; `urgent` ones come first."""

    text: str
    url: str
    urgent: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A document of the site search. Must never contain a person who did not ask to be found."""

    key: str
    title: str
    text: str
    url: str
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment of a mail; `content_type` includes its parameters (RFC 2045)."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that staff can record during a call: its key, and the label of its button."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ReplyResult:
    """The result of a reply: a sentence for staff, and the changed record for the admin's log."""

    words: str
    record: object = None


class ReplyRefused(Exception):
    """The reply cannot be applied any more; the message is a sentence for staff on the phone."""


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message as rendered for one channel: mail, phone or post.

    `subject` must not reveal personal details; `text` is self-contained. For a call, `to` is the number and `call` a
    script of one or two sentences, `text` if empty. `answers` are the possible replies, until `answer_by` (aware).
    `headers` are mail headers (RFC 5322).
    """

    to: str
    subject: str
    text: str
    name: str = ""
    call: str = ""
    desk_url: str = ""  # the admin page to open during the call
    sender: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    answers: tuple[Reply, ...] = ()
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingNotification:
    """A notification that will be sent because of saved changes, described for staff.

    `words` give subject and number ("Gymnastik, Di, 24. November: 3 E-Mails, 1 Anruf"), `news` the content ("Entfällt.
    Grund: krank"), `people` the recipients, one line per channel. `key` is unique in its section. If `state` (any
    comparable value) is the same before and after a save, that save is not the cause.
    """

    section: str
    key: str
    words: str
    state: object = None
    news: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a newsletter: the plan of one month, one issue of the newspaper.

    `key` never changes and is unique in its newsletter ("2026-12"); `name` can begin a sentence ("Der Plan für
    Dezember"); `url` is its public page; `is_due` is set when it should be sent.
    """

    key: str
    name: str
    url: str
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class EditionText:
    """The content of an edition for all subscribers: a neutral subject, a self-contained text, and attachments."""

    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()


class Newsletter:
    """A newsletter that people subscribe to: the monthly plan, the newspaper.

    `key` is unique across sections and has at most 40 characters ("events:plan"). Subscribers consent to `name` and
    `promise`, which say what is sent and how often.
    """

    key: str
    name: str
    promise: str

    def issues(self, now: datetime) -> list[Edition]:
        """Return the editions that staff may send now, oldest first."""
        return []

    def write(self, issue: str) -> EditionText | None:
        """Return the current content of the edition with that key, or None."""
        return None

    def render_message(self, template: str, context: dict, **fields) -> RenderedMessage:
        """Render a message on the house's stationery from `templates/emails/<template>.txt`; `fields` as in
        `RenderedMessage`.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A link in the main menu."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A setup step for an empty site, in order; done when the records exist."""

    text: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class QuickAction:
    """A button on the index page of the admin: "Neue Veranstaltung", "Aushang schreiben", "Plan drucken"."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the staff handbook: its anchor, its title, and its template."""

    anchor: str
    title: str
    template: str


class Section:
    """What a section offers to the rest of the site. Every method may be left out; the defaults offer nothing."""

    key: str
    name: str
    address: str = ""  # URL prefix, "veranstaltungen/"
    urls: str | None = None  # URL module, "events.urls"
    watches: tuple[str, ...] = ()  # models of which every change is visible on a page: "events.Event"
    # Models of which only changes of these columns are visible: "events.OccurrenceCapacity": ("state",).
    watched_columns: dict[str, tuple[str, ...]] = {}
    permissions: dict[str, tuple[str, ...]] = {}  # role -> "events.change_event", …
    personal: tuple[str, ...] = ()  # models with personal data: the admin's log of a record is deleted with it
    handbook: tuple[Chapter, ...] = ()  # chapters of the staff handbook
    message_kinds: dict[str, str] = {}  # labels of message kinds for staff: "reminder" -> "Erinnerung"
    reply_permission: str = ""  # permission required to record replies: "events.change_event"
    message_permission: str = ""  # permission required to see messages of the section; "" if all staff may

    def menu(self) -> list[MenuEntry]:
        """Return links for the main menu."""
        return []

    def windows(self, now: datetime, entries: list[Entry]) -> list[Window]:
        """Return windows of the facade, most important first.

        `entries` are those of all sections, for today and the coming weeks, so that a window needs no query of its own.
        """
        return []

    def card(self, now: datetime, entries: list[Entry]) -> Card | None:
        """Return the card for the start page. The default lists the next entries after today, each title once."""
        tomorrow = clock.day_bounds(timezone.localdate(now))[1]
        own = (entry for entry in entries if entry.app == self.key and not entry.is_cancelled)
        coming = first_of_each(entry for entry in own if entry.starts_at >= tomorrow)
        news = self.news(now - timedelta(days=30), now)
        if not coming and not news:
            return None
        content = {"coming": coming[:4], "news": news[:3]}
        return Card(
            self.key, str(self.name), f"/{self.address}", _("Alle ansehen"), "components/card_agenda.html", content
        )

    def forms(self) -> list[MenuEntry]:
        """Return public forms for contacting the house, shown on the contact page and in the footer."""
        return []

    def invitations(self, now: datetime) -> list[MenuEntry]:
        """Return buttons for the top of the start page; the first one of all sections becomes the primary action."""
        return []

    def entries(self, start: datetime, end: datetime, *, group: str | None = None) -> list[Entry]:
        """Return entries in [start, end), cancelled ones included, optionally of one group (its slug) only."""
        return []

    def news(self, start: datetime, end: datetime) -> list[NewsItem]:
        """Return news of that period other than entries."""
        return []

    def plan_news(self, month: date) -> list[NewsItem]:
        """Return corrections to the printed plan of the month that begins on `month`, from any section.

        In the order of the plan: `when` is the position on it, `url` leads to the full list.
        """
        return []

    def search_documents(self) -> Iterable[SearchDocument]:
        """Return all documents for the site search."""
        return []

    def todo(self, user) -> list[Todo]:
        """Return the tasks of this member of staff, limited by their permissions."""
        return []

    def quick_actions(self, user) -> list[QuickAction]:
        """Return frequent actions of this member of staff, limited by their permissions."""
        return []

    def first_steps(self) -> list[FirstStep]:
        """Return setup steps for an empty site."""
        return []

    def effects_of_closing(self, first: date, last: date) -> list[Entry]:
        """Return the planned entries affected by closing the house from `first` to `last` (inclusive).

        They are cancelled and remain visible; where the effect is a different one, `difference` describes it.
        """
        return []

    def close(self, first: date, last: date, reason: str) -> int:
        """Cancel the entries of `effects_of_closing`, each by its own rules; return their number."""
        return 0

    def sitemap(self) -> Iterable[tuple[str, datetime | None]]:
        """Return URLs for the sitemap with the time of their last change."""
        return []

    def daily(self, today: date) -> None:
        """Run daily work. Must be idempotent."""

    def hourly(self, now: datetime) -> None:
        """Run hourly work. Must be idempotent."""

    def render_message(self, kind: str, subject: str) -> RenderedMessage | None:
        """Render a message of that kind about the record `subject`; return None if its reason no longer exists.

        Called when the message is sent, called or printed, so its content is never stored.
        """
        return None

    def answer(self, kind: str, subject: str, key: str) -> ReplyResult:
        """Apply the reply `key` to a message of that kind about the record `subject`.

        `key` is one of the replies that the message offers. Idempotent. Raises `ReplyRefused`.
        """
        raise ReplyRefused(_("Diese Antwort gibt es nicht."))

    def log_reading(self, user, subjects: Iterable[str]) -> None:
        """Record in the access log that a member of staff has seen messages about these records, with names and
        numbers.
        """

    def log_export(self, user, contact: str) -> None:
        """Record in the access log that a member of staff has seen the `export` of a person."""

    def pending_notifications(self) -> list[PendingNotification]:
        """Return the notifications caused by saved changes and not sent yet."""
        return []

    def suppress(self, keys: Iterable[str]) -> None:
        """Suppress the pending notifications with these keys."""

    def refused(self, kind: str, subject: str) -> None:
        """Handle a permanent "no such mailbox" reply of a mail server to a message of that kind."""

    def mailings(self) -> list[Newsletter]:
        """Return the newsletters of the section."""
        return []

    def forget(self, before: datetime) -> int:
        """Erase data whose retention period ended; return the number of records."""
        return 0

    def export(self, contact: str) -> list[dict]:
        """Return the data held about a person, found by mail address or phone number."""
        return []

    def erase_person(self, contact: str) -> int:
        """Erase the data held about a person, found as in `export`; return the number of records."""
        return 0


@cache
def sections() -> tuple[Section, ...]:
    """Return the installed sections in reading order."""
    return tuple(import_module(path).section for path in settings.SECTIONS)


def section(key: str) -> Section | None:
    """Return the section with that key, or None if it is not installed."""
    return next((each for each in sections() if each.key == key), None)


def entries(start: datetime, end: datetime, *, group: str | None = None) -> list[Entry]:
    """Return entries of all sections in [start, end), by start, all-day entries first, then by title."""
    found = [entry for each in sections() for entry in each.entries(start, end, group=group)]
    return sorted(found, key=lambda entry: (entry.starts_at, not entry.all_day, entry.title, entry.key))


def plan_news(month: date) -> list[NewsItem]:
    """Return corrections to the printed plan of the month that begins on `month`."""
    return [news for each in sections() for news in each.plan_news(month)]


def first_of_each(candidates: Iterable[Entry]) -> list[Entry]:
    """Return the first entry of each title in the given order, so that a weekly group does not displace the others."""
    seen: dict[str, Entry] = {}
    for entry in candidates:
        seen.setdefault(entry.title, entry)
    return list(seen.values())


def used_twice(candidates: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """Return pairs of entries that use the same room of the building at the same time; cancelled ones are ignored."""
    by_room: dict[int, list[Entry]] = {}
    for entry in candidates:
        if entry.room_id is not None and not entry.is_cancelled:
            by_room.setdefault(entry.room_id, []).append(entry)
    pairs = []
    for used in by_room.values():
        used.sort(key=lambda entry: entry.starts_at)
        for index, first in enumerate(used):
            for second in used[index + 1 :]:
                if second.starts_at >= first.ends_at:
                    break
                pairs.append((first, second))
    return pairs
