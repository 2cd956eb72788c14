"""The contract between the rooms of the house.

Many places show things of every app: the month page, the printed plan, the foyer screen, the start page, a group's
next dates, warnings about a room used twice, the staff's to-do list, forgetting. None of them may know the apps.
So each app has a thin module `section.py` with one object `section`, and `settings.SECTIONS` lists these modules in
reading order. A new section is one module and one line; what a section does not offer it leaves out.

An *app room* (this module) is a part of the website. A room of the building, with a door and chairs, is
`house.models.Room`; here it appears only as `Entry.room_id`.
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
    """Whether something takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Places(enum.Enum):
    """Whether somebody who signs up on the website now gets a place at one date."""

    OPEN = "open"  # as many as want to
    FREE = "free"
    FULL = "full"  # there is a waiting list
    CLOSED = "closed"  # too late to sign up


@dataclass(frozen=True, slots=True)
class Facet:
    """Something entries are filtered by: a category or a group, by the word in the address and on the page."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody wants to know before coming. None means: nobody has said so."""

    is_free: bool | None = None
    asks_donation: bool = False  # free, but whoever has little may feel asked
    cost: str = ""
    needs_signup: bool | None = None
    signup: str = ""
    is_step_free: bool | None = None
    bring_along: str = ""
    children_welcome: bool | None = None
    languages: tuple[Facet, ...] = ()

    @property
    def cost_words(self):
        """What it costs as a line of its own: "Kosten: 3 Euro", "Kostenlos"; "" where nobody has said so."""
        free = gettext("kostenlos")
        cost = self.cost or {True: free, False: gettext("kostet etwas")}.get(self.is_free, "")
        if cost in (free, gettext("Spende erbeten")):
            return str(capfirst(cost))
        return gettext("Kosten: %(cost)s") % {"cost": cost} if cost else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happens at a time and a place, of whatever app.

    `key` never changes and is unique in the house ("events:1f0c…"): calendars, the differences to a printed plan and
    messages refer to it. `starts_at` and `ends_at` are aware; an all-day entry ends at the midnight after its last
    day. `room_id` is a `house.models.Room`, or None outside the house. Calendars tell a changed entry by `uid` (never
    changes, unique in the world; derived from `key` where a room gives none), by `sequence`, which rises with each
    change, and by `changed_at`, aware.
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
    difference: str = ""  # what is not as usual, in words: "andere Zeit"
    where: str = ""
    room_id: int | None = None
    summary: str = ""
    category: Facet | None = None
    group: Facet | None = None
    facts: Facts = field(default_factory=Facts)
    uid: str = ""
    sequence: int = 0
    changed_at: datetime | None = None
    places: Places | None = None  # None: nobody signs up on the website, or it does not take place

    @property
    def time_words(self):
        """When on its day: "9:30–10:30 Uhr"."""
        return time_in_words(self.starts_at, self.ends_at, self.all_day)

    @property
    def is_cancelled(self):
        return self.status is Status.CANCELLED

    def overlaps(self, start, end):
        """Whether it goes on at any moment of [start, end)."""
        return self.starts_at < end and self.ends_at > start

    def runs_at(self, now):
        """Whether it goes on right now; a cancelled entry never does."""
        return not self.is_cancelled and self.starts_at <= now < self.ends_at

    def days(self, zone: tzinfo) -> tuple[date, date]:
        """The first and the last day it touches, as a clock in `zone` shows them; what ends at midnight ends before."""
        last_moment = (self.ends_at - timedelta(microseconds=1)).astimezone(zone)
        return self.starts_at.astimezone(zone).date(), last_moment.date()


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the facade on the start page: an offer, lit while something goes on behind it."""

    name: str
    url: str
    app: str
    is_lit: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A room on the start page: a heading in its colour and what its own template makes of `content`."""

    app: str
    name: str
    url: str
    more: str
    template: str
    content: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A line on the start page and in mails: what is new in a room."""

    title: str
    url: str
    when: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """Something for staff to do, on the first page of the admin; `urgent` ones come first."""

    text: str
    url: str
    urgent: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What the search box may find. Never holds a person who did not ask to be found."""

    key: str
    title: str
    text: str
    url: str
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; `content_type` with its parameters, as RFC 2045 writes them."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person may say to a letter at once, on the phone: its key among the answers, the words on the button."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ReplyResult:
    """What became of an answer, in a sentence for staff, and the record that has changed, for the admin's log."""

    words: str
    record: object = None


class ReplyRefused(Exception):
    """What a person has answered cannot be done any more; the words say why, for staff on the phone."""


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """What the house tells a person, whatever the way: a mail, a call, a sheet of paper.

    `subject` gives nothing away to whoever reads over a shoulder; `text` is complete by itself. For a call, `to` is
    the number and `call` what one says, in a sentence or two; without it the text serves. `answers` are what the
    person may say to it, until the moment `answer_by` (aware). `headers` are those of RFC 5322.
    """

    to: str
    subject: str
    text: str
    name: str = ""
    call: str = ""
    desk_url: str = ""  # where staff see to it while they talk
    sender: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    answers: tuple[Reply, ...] = ()
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingNotification:
    """That persons are going to be told about something that was saved, in words for staff.

    `words` say about what and how many ("Gymnastik, Di, 24. November: 3 E-Mails, 1 Anruf"), `news` what they are told
    ("Entfällt. Grund: krank"), `people` who they are, a line for each way. `key` is unique in its room. Where `state`
    (anything that can be compared) is the same as before a saving, that saving is not the cause.
    """

    section: str
    key: str
    words: str
    state: object = None
    news: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a mailing: the plan of one month, one number of a newspaper.

    `key` never changes and is unique in its mailing ("2026-12"); `name` begins a sentence ("Der Plan für Dezember");
    `url` is where anybody may read it; `is_due` says that it is time to send it.
    """

    key: str
    name: str
    url: str
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class EditionText:
    """What an issue says to everybody: a neutral subject, a plain text complete by itself, and what goes with it."""

    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()


class Newsletter:
    """Something that people have sent to them by mail again and again: the plan of the month, the newspaper.

    `key` is unique in the house and has at most 40 characters ("events:plan"). A person agrees to `name` and
    `promise`: what comes, and how often.
    """

    key: str
    name: str
    promise: str

    def issues(self, now: datetime) -> list[Edition]:
        """Issues that staff may send now, the oldest first."""
        return []

    def write(self, issue: str) -> EditionText | None:
        """What the issue of that key says now; None if there is none."""
        return None

    def letter(self, template: str, context: dict, **fields) -> RenderedMessage:
        """A letter on the paper of the house, from `templates/emails/<template>.txt`; `fields` as in `Letter`."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A link in the main menu."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A step that staff take in an empty house, in order; done when the records say so."""

    text: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class QuickAction:
    """A button on the first page of the admin: "Neue Veranstaltung", "Aushang schreiben", "Plan drucken"."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the staff's handbook: its anchor on the page, its title, and the template with its steps."""

    anchor: str
    title: str
    template: str


class Section:
    """What a room offers to the rest of the house. Each method may be left as it is: offering nothing."""

    key: str
    name: str
    address: str = ""  # prefix of its addresses, "veranstaltungen/"
    urls: str | None = None  # its URL module, "events.urls"
    watches: tuple[str, ...] = ()  # models whose every change is visible on a page: "events.Event"
    # Of these models only a change of these columns is visible: "events.OccurrenceCapacity": ("state",).
    watched_columns: dict[str, tuple[str, ...]] = {}
    permissions: dict[str, tuple[str, ...]] = {}  # role -> "events.change_event", …
    personal: tuple[str, ...] = ()  # models that hold persons: when a record goes, so does the admin's log of it
    handbook: tuple[Chapter, ...] = ()  # what staff do in it, step by step
    letters: dict[str, str] = {}  # kinds of messages to persons, by what staff call them: "reminder" -> "Erinnerung"
    answering_needs: str = ""  # the permission with which staff note what persons answer: "events.change_event"
    telling_needs: str = ""  # the permission without which staff see no message of the room, where not all may

    def menu(self) -> list[MenuEntry]:
        """Links in the main menu."""
        return []

    def windows(self, now: datetime, entries: list[Entry]) -> list[Window]:
        """Windows of the facade, the most important first. `entries` are those of today and the coming weeks, of every
        room, so that a window costs no query of its own."""
        return []

    def card(self, now: datetime, entries: list[Entry]) -> Card | None:
        """The room on the start page. Without a card of its own: what comes next after today, each thing once."""
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
        """Short forms with which residents turn to the house: on the contact page and at the foot of every page."""
        return []

    def invitations(self, now: datetime) -> list[MenuEntry]:
        """Buttons at the top of the start page; the first of all rooms is the page's one primary action."""
        return []

    def entries(self, start: datetime, end: datetime, *, group: str | None = None) -> list[Entry]:
        """What happens in [start, end), cancelled things included, optionally of one group (its slug) alone."""
        return []

    def news(self, start: datetime, end: datetime) -> list[NewsItem]:
        """What is new in the room in that time and is no entry."""
        return []

    def plan_news(self, month: date) -> list[NewsItem]:
        """What no longer holds on the printed plan of the month that begins on `month`, whatever room it is about.

        In the order of the plan: `when` is where to look on it, `url` leads to the whole list.
        """
        return []

    def search_documents(self) -> Iterable[SearchDocument]:
        """Everything the search box may find."""
        return []

    def todo(self, user) -> list[Todo]:
        """What waits for this member of staff, only what they may do."""
        return []

    def quick_actions(self, user) -> list[QuickAction]:
        """What this member of staff does most often here, only what they may do."""
        return []

    def first_steps(self) -> list[FirstStep]:
        """Steps to take in an empty house."""
        return []

    def effects_of_closing(self, first: date, last: date) -> list[Entry]:
        """Which planned entries a closing of the house from `first` to `last` (inclusive) would upset.

        They fall out and stay visible; where something else becomes of one, its `difference` says what.
        """
        return []

    def close(self, first: date, last: date, reason: str) -> int:
        """Cancel what `effects_of_closing` lists, as the rules of each say; returns how many were cancelled."""
        return 0

    def sitemap(self) -> Iterable[tuple[str, datetime | None]]:
        """Addresses that search engines may know, with the time of the last change."""
        return []

    def daily(self, today: date) -> None:
        """Work of every day; must be safe to run twice."""

    def hourly(self, now: datetime) -> None:
        """Work of every hour; must be safe to run twice."""

    def letter(self, kind: str, subject: str) -> RenderedMessage | None:
        """What a message of that kind about the record `subject` says now; None if there is no reason for it any more.

        Asked when the message is sent, called or printed, so nothing of what it says is stored.
        """
        return None

    def answer(self, kind: str, subject: str, key: str) -> ReplyResult:
        """Do what a person has answered to a message of that kind about the record `subject`: one of the keys that
        its letter offers. The same answer again changes nothing. Raises `AnswerRefused`."""
        raise ReplyRefused(_("Diese Antwort gibt es nicht."))

    def was_read(self, user, subjects: Iterable[str]) -> None:
        """A member of staff has read messages about these records on a list of the house, with name and number."""

    def was_told(self, user, contact: str) -> None:
        """A member of staff has been shown what `export` says about a person."""

    def untold(self) -> list[PendingNotification]:
        """Whom the room is going to tell about what has been saved by now, and has not told yet."""
        return []

    def keep_quiet(self, keys: Iterable[str]) -> None:
        """Staff want nobody to be told what `untold` lists under these keys."""

    def refused(self, kind: str, subject: str) -> None:
        """A mail server has said for good that it knows no such mailbox as a message of that kind was to go to."""

    def mailings(self) -> list[Newsletter]:
        """What people may have sent to them by mail again and again."""
        return []

    def forget(self, before: datetime) -> int:
        """Erase what has had its time; returns how many records went."""
        return 0

    def export(self, contact: str) -> list[dict]:
        """What the room knows about a person, found by mail address or phone number."""
        return []

    def forget_person(self, contact: str) -> int:
        """Erase what the room knows about a person, found as in `export`; returns how many records went."""
        return 0


@cache
def sections() -> tuple[Section, ...]:
    """The rooms that are built, in reading order."""
    return tuple(import_module(path).section for path in settings.SECTIONS)


def section(key: str) -> Section | None:
    """The room with that key, or None where it is not built."""
    return next((each for each in sections() if each.key == key), None)


def entries(start: datetime, end: datetime, *, group: str | None = None) -> list[Entry]:
    """What happens in the whole house in [start, end), by start, all-day things first, then by title."""
    found = [entry for each in sections() for entry in each.entries(start, end, group=group)]
    return sorted(found, key=lambda entry: (entry.starts_at, not entry.all_day, entry.title, entry.key))


def plan_news(month: date) -> list[NewsItem]:
    """What no longer holds on the printed plan of the month that begins on `month`."""
    return [news for each in sections() for news in each.plan_news(month)]


def first_of_each(candidates: Iterable[Entry]) -> list[Entry]:
    """The first entry of each title, in the order given: a weekly group does not crowd out the rest."""
    seen: dict[str, Entry] = {}
    for entry in candidates:
        seen.setdefault(entry.title, entry)
    return list(seen.values())


def used_twice(candidates: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """Pairs of entries that use the same room of the building at the same moment; cancelled ones need no room."""
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
