"""The contract of the events section with the rest of the site."""

from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from events.calendar.entries import entries_between, entry_of
from events.planning.highlights import next_highlight
from events.printing.plan_by_mail import MonthPlan
from events.scheduling.closing import close, effects_of_closing
from events.scheduling.generation import make_dates
from events.staff.month.calendar import calendar_url
from events.staff.todo import first_steps, todo
from events.web.search import EventKind
from kasch_site.accounts.roles import DESK, EDITORS, LEAD, all_permissions
from kasch_site.common import clock
from kasch_site.common.sections import (
    CalendarProvider,
    Chapter,
    ClosingProvider,
    DailyWork,
    Highlight,
    MenuEntry,
    NewsletterProvider,
    PageProvider,
    QuickAction,
    SearchProvider,
    Section,
    StaffProvider,
    StartPageProvider,
    Window,
    agenda_card,
)
from kasch_site.common.text.german_order import sort_key
from kasch_site.house.building import section_name
from kasch_site.house.opening.status import is_running

from .models import Event


class EventsSection(
    Section,
    StartPageProvider,
    PageProvider,
    CalendarProvider,
    ClosingProvider,
    StaffProvider,
    DailyWork,
    NewsletterProvider,
    SearchProvider,
):
    key = "events"
    name = _("Veranstaltungen")
    url_prefix = "veranstaltungen/"
    urls = "events.urls"
    watches = ("events.Event", "events.Series", "events.Occurrence", "events.Category", "events.RegistrationSettings")
    permissions = {
        LEAD: all_permissions("events.event", "events.series", "events.occurrence", "events.category"),
        EDITORS: (*all_permissions("events.event", "events.series", "events.occurrence"), "events.view_category"),
        # Callers ask about events.
        DESK: ("events.view_event", "events.view_series", "events.view_occurrence", "events.view_category"),
    }
    search_kinds = (EventKind(),)
    handbook = (
        Chapter(
            "veranstaltung",
            _("Eine Veranstaltung eintragen"),
            "admin/handbook/one_event.html",
            models=("events.event", "events.category"),
        ),
        Chapter(
            "serie",
            _("Eine Serie eintragen: was immer wiederkommt"),
            "admin/handbook/series.html",
            models=("events.series",),
        ),
        Chapter(
            "termin",
            _("Einen Termin absagen, verlegen, zurücknehmen"),
            "admin/handbook/one_date.html",
            models=("events.occurrence",),
        ),
    )

    def menu(self):
        """Return the menu entry of the calendar."""
        return [MenuEntry(section_name(self.key, self.name), reverse("events:list"))]

    def windows(self, now, entries):
        """Return the section's own window, then one for each category with dates in the coming weeks."""
        running = [entry for entry in entries if entry.app == self.key and is_running(entry, now)]
        open_categories = {entry.category for entry in running}
        categories = {entry.category for entry in entries if entry.app == self.key and entry.category}
        address = reverse("events:list")
        return [Window(section_name(self.key, self.name), address, self.key, bool(running))] + [
            Window(category.name, f"{address}?kategorie={category.slug}", self.key, category in open_categories)
            for category in sorted(categories, key=lambda category: sort_key(category.name))
        ]

    def card(self, now, entries):
        """Return the next dates."""
        return agenda_card(self, now, entries)

    def highlight(self, now):
        """Return the next highlight of a month, with the picture of its event."""
        chosen = next_highlight(now)
        if chosen is None:
            return None
        event = chosen.occurrence.event
        return Highlight(entry_of(chosen.occurrence), event.summary, event.picture)

    def primary_actions(self, now):
        """Return the invitation "Was ist los im November?", a link to the month of the calendar."""
        today = timezone.localdate(now)
        month = MONTHS[today.month]
        return [
            MenuEntry(
                _("Was ist los im %(month)s?") % {"month": month}, f"/{self.url_prefix}{today.year}/{today.month:02}/"
            )
        ]

    def entries(self, start, end, *, group=None):
        """Return visible entries that overlap [start, end)."""
        return entries_between(start, end, group=group)

    def sitemap(self):
        """Return the calendar and every event; dates are linked from the page of their event."""
        events = Event.objects.published().only("slug", "changed_at")
        return [
            (reverse("events:list"), None),
            (reverse("events:subscribe"), None),
            *((event.get_absolute_url(), event.changed_at) for event in events),
        ]

    todo = staticmethod(todo)

    def quick_actions(self, user):
        """Return the quick actions that a user has permission for."""
        if not user.get_all_permissions():
            return []
        actions = [QuickAction(_("Kalender des Hauses"), calendar_url(clock.today()))]
        if user.has_perm("events.add_event"):
            actions.append(QuickAction(_("Neue Veranstaltung"), reverse("admin:events_event_add")))
        if user.has_perm("events.change_occurrence"):
            actions.append(
                QuickAction(_("Termin absagen oder verschieben"), reverse("admin:events_occurrence_changelist"))
            )
        return actions

    def first_steps(self):
        """Return the first steps of a new installation."""
        return first_steps()

    effects_of_closing = staticmethod(effects_of_closing)
    close = staticmethod(close)

    def newsletters(self):
        """Return the newsletters of this section."""
        return [MonthPlan()]

    daily = staticmethod(make_dates)


section = EventsSection()
