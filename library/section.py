"""The contract of the library section with the rest of the site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import LEAD, LIBRARY, all_permissions
from kasch_site.common.sections import (
    CalendarProvider,
    Card,
    Chapter,
    ClosingProvider,
    DailyWork,
    HourlyWork,
    MenuEntry,
    MessageProvider,
    PageProvider,
    PersonalDataProvider,
    PlanProvider,
    PressProvider,
    SearchProvider,
    Section,
    StaffProvider,
    StartPageProvider,
    Window,
)
from kasch_site.house.building import section_name
from kasch_site.house.opening.status import is_section_open

from .catalogue.opening_entries import entries_between
from .catalogue.press import plan_notes, press_notes
from .catalogue.search import TitleKind
from .circulation import expiry
from .circulation.closing import close, effects_of_closing
from .models import Title
from .notifications.messages import KINDS, render_message
from .retention import erase_person, export, purge, retention_reasons
from .staff import todo as staff_todo
from .web.rows import spines_of

CONTENT = ("library.title", "library.copy", "library.subject", "library.mediumkind", "library.swapitem")
CIRCULATION = ("library.patron", "library.card", "library.hold", "library.purchaserequest")
DESK = ("library.view_desk", "library.change_desk")
IMPORTS = ("library.catalogueimport",)
# Covers are pictures.
PICTURES = ("common.view_picture", "common.add_picture", "common.change_picture")
STATISTICS = "library.see_statistics"


# The maximum number of titles on the card of the start page, and in the sitemap (whose limit is 50,000 URLs).
ON_CARD, MAX_IN_SITEMAP = 8, 45_000


class LibrarySection(
    Section,
    StartPageProvider,
    PageProvider,
    CalendarProvider,
    SearchProvider,
    ClosingProvider,
    StaffProvider,
    MessageProvider,
    DailyWork,
    HourlyWork,
    PersonalDataProvider,
    PressProvider,
    PlanProvider,
):
    key = "library"
    name = _("Bibliothek")
    url_prefix = "bibliothek/"
    urls = "library.urls"
    has_own_hours = True
    # Pages show titles and whether copies are available, never the patrons.
    watches = (
        *("library.Title", "library.Copy", "library.Subject", "library.MediumKind", "library.SwapItem"),
        *("library.Loan", "library.Hold"),
    )
    watched_columns = {
        "library.Loan": ("returned_at", "due_on"),
        "library.Hold": ("state", "copy_id"),
    }
    personal_models = ("library.Patron", "library.Hold", "library.PurchaseRequest", "library.Loan", "library.Card")
    handbook = (
        Chapter(
            "theke",
            _("Bibliothek: die Theke"),
            "admin/handbook/library_desk.html",
            models=("library.desk", "library.patron", "library.card", "library.loan"),
        ),
        Chapter(
            "bibliothek",
            _("Bibliothek: Vormerkungen, Papier, Bestand"),
            "admin/handbook/library_lists.html",
            models=("library.hold", "library.stocktake", "library.copy"),
            permissions=("library.view_title",),
        ),
        Chapter(
            "neue-buecher",
            _("Bibliothek: neue Bücher, Dateien, Etiketten"),
            "admin/handbook/new_books.html",
            models=("library.title", "library.catalogueimport", "library.subject", "library.mediumkind"),
        ),
        Chapter(
            "bibliothek-zahlen",
            _("Zahlen der Bibliothek"),
            "admin/handbook/library_statistics.html",
            permissions=("library.view_title",),
        ),
    )
    message_kinds = KINDS
    message_permission = reply_permission = "library.view_hold"
    message_recipients = {
        "patron": ("library.Patron", "name"),
        "hold": ("library.Hold", "name"),
        "request": ("library.PurchaseRequest", "name"),
    }
    permissions = {
        LEAD: (
            *all_permissions(*CONTENT, *CIRCULATION, *IMPORTS),
            *DESK,
            STATISTICS,
            "library.view_lendingrules",
            "library.change_lendingrules",
        ),
        LIBRARY: (
            *all_permissions(*CONTENT, *CIRCULATION, *IMPORTS),
            *DESK,
            *PICTURES,
            STATISTICS,
            "library.view_lendingrules",
            "messaging.view_message",
            "messaging.change_message",
        ),
    }

    search_kinds = (TitleKind(),)

    # Public site

    def menu(self):
        """Return the menu entry of the catalogue."""
        return [MenuEntry(section_name(self.key, self.name), reverse("library:catalogue"))]

    def forms(self):
        """Return the forms of the library for the footer."""
        return [
            MenuEntry(_("Mein Leseausweis"), reverse("library:account")),
            MenuEntry(_("Buch gesucht"), reverse("library:ask")),
        ]

    def windows(self, now, entries):
        """Return the window of the library, lit in its own opening hours."""
        is_lit = is_section_open(self.key, now)
        return [Window(section_name(self.key, self.name), reverse("library:catalogue"), self.key, is_lit)]

    def card(self, now, entries):
        """Return the card with the new arrivals; None if there are no titles."""
        newest = list(Title.objects.published().for_display().newest()[:ON_CARD])
        if not newest:
            return None
        name, url = section_name(self.key, self.name), reverse("library:catalogue")
        return Card(self.key, name, url, _("Im Katalog suchen"), "library/card.html", {"rows": spines_of(newest)})

    def entries(self, start, end, *, group=None):
        """Return the opening hours of the library with its new books; they belong to no group."""
        return [] if group is not None else entries_between(start, end)

    press_notes = staticmethod(press_notes)
    plan_notes = staticmethod(plan_notes)

    def sitemap(self):
        """Return the catalogue, its other public pages, and the titles."""
        titles = Title.objects.published().newest().values_list("pk", "changed_at")
        return [
            *((reverse(f"library:{name}"), None) for name in ("catalogue", "swap_shelf", "ask")),
            *((reverse("library:title", args=[pk]), changed_at) for pk, changed_at in titles[:MAX_IN_SITEMAP]),
        ]

    # Staff

    todo = staticmethod(staff_todo.todo)
    quick_actions = staticmethod(staff_todo.quick_actions)
    first_page = staticmethod(staff_todo.first_page)
    first_steps = staticmethod(staff_todo.first_steps)

    # Work, messages, persons

    render_message = staticmethod(render_message)
    effects_of_closing = staticmethod(effects_of_closing)
    close = staticmethod(close)
    daily = staticmethod(expiry.daily)
    hourly = staticmethod(expiry.hourly)
    purge = staticmethod(purge)
    export = staticmethod(export)
    erase_person = staticmethod(erase_person)
    retention_reasons = staticmethod(retention_reasons)


section = LibrarySection()
