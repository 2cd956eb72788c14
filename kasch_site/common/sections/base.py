"""The base class of a section."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock

from .entry import Entry, first_of_each
from .newsletters import Newsletter
from .notifications import PendingNotification, RenderedMessage, ReplyRefused, ReplyResult
from .search import SearchDocument
from .staff import Chapter, FirstStep, QuickAction, Todo
from .start_page import Card, MenuEntry, NewsItem, Window


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
