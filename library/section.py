"""The section contract of the library: what it offers to the site as a whole."""

from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import LEAD, LIBRARY, all_rights
from kasch_site.common.sections import (
    ClosingProvider,
    DailyWork,
    HourlyWork,
    MessageProvider,
    PersonalDataProvider,
    Section,
)

from .circulation import expiry
from .circulation.closing import close, effects_of_closing
from .notifications.messages import KINDS, render_message
from .retention import erase_person, export, purge

CONTENT = ("library.title", "library.copy", "library.subject", "library.mediumkind", "library.swapitem")
CIRCULATION = ("library.patron", "library.card", "library.hold", "library.purchaserequest")


class LibrarySection(Section, ClosingProvider, MessageProvider, DailyWork, HourlyWork, PersonalDataProvider):
    key = "library"
    name = _("Bibliothek")
    address = "bibliothek/"
    urls = "library.urls"
    # Pages show titles and whether copies are there; not who has them.
    watches = ("library.Title", "library.Copy", "library.Subject", "library.MediumKind", "library.SwapItem")
    watched_columns = {
        "library.Loan": ("returned_at", "due_on"),
        "library.Hold": ("state", "copy"),
    }
    personal_models = ("library.Patron", "library.Hold", "library.PurchaseRequest", "library.Loan", "library.Card")
    message_kinds = KINDS
    message_permission = reply_permission = "library.view_hold"
    permissions = {
        LEAD: (*all_rights(*CONTENT, *CIRCULATION), "library.view_lendingrules", "library.change_lendingrules"),
        LIBRARY: (
            *all_rights(*CONTENT, *CIRCULATION),
            "library.view_lendingrules",
            "messaging.view_message",
            "messaging.change_message",
        ),
    }

    render_message = staticmethod(render_message)
    effects_of_closing = staticmethod(effects_of_closing)
    close = staticmethod(close)
    daily = staticmethod(expiry.daily)
    hourly = staticmethod(expiry.hourly)
    purge = staticmethod(purge)
    export = staticmethod(export)
    erase_person = staticmethod(erase_person)


section = LibrarySection()
