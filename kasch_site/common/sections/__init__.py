"""The contract between the sections of the site.

Many features combine data of all sections: the month page, the printed plan, the foyer screen, the start page, a
group's next dates, warnings about double-booked rooms, the to-do list, data retention. None of them may import the
sections. So each section is an object `section` in a module `section.py`, and `settings.SECTIONS` lists these modules
in reading order. A section must have `key` and `name`; what else it offers, it says by inheriting providers, each of
which has a few methods.

A *section* (this module) is a part of the website. A room of the building is `house.models.Room`; here it appears only
as `Entry.room_id`.
"""

from .base import Section
from .calendar import CalendarProvider, ClosingProvider, PlanCorrection, PlanCorrectionProvider
from .entry import (
    Entry,
    Facet,
    Facts,
    LanguageFacet,
    Places,
    Repetition,
    Status,
    UsualDate,
    double_bookings,
    first_of_each_title,
)
from .newsletters import Edition, EditionText, Newsletter, NewsletterProvider
from .notifications import (
    Attachment,
    MessageProvider,
    NotificationProvider,
    PendingNotification,
    RenderedMessage,
    Reply,
    ReplyRefused,
    ReplyResult,
)
from .pages import MenuEntry, PageProvider
from .personal_data import PersonalDataProvider, RetentionProvider
from .press import PlanNote, PlanProvider, PressNote, PressProvider
from .registry import entries, models_with_personal_data, plan_corrections, providers, section, sections
from .search import SearchKind, SearchProvider, SearchText
from .staff import Chapter, FirstStep, QuickAction, StaffProvider, Todo
from .start_page import Card, Highlight, StartPageProvider, Window, agenda_card
from .work import DailyWork, HourlyWork

__all__ = [
    "Attachment",
    "CalendarProvider",
    "Card",
    "Chapter",
    "ClosingProvider",
    "DailyWork",
    "Edition",
    "EditionText",
    "Entry",
    "Facet",
    "Facts",
    "FirstStep",
    "Highlight",
    "HourlyWork",
    "LanguageFacet",
    "MenuEntry",
    "MessageProvider",
    "Newsletter",
    "NewsletterProvider",
    "NotificationProvider",
    "PageProvider",
    "PendingNotification",
    "PersonalDataProvider",
    "Places",
    "PlanCorrection",
    "PlanCorrectionProvider",
    "PlanNote",
    "PlanProvider",
    "PressNote",
    "PressProvider",
    "QuickAction",
    "RenderedMessage",
    "Repetition",
    "Reply",
    "ReplyRefused",
    "ReplyResult",
    "RetentionProvider",
    "SearchKind",
    "SearchProvider",
    "SearchText",
    "Section",
    "StaffProvider",
    "StartPageProvider",
    "Status",
    "Todo",
    "UsualDate",
    "Window",
    "agenda_card",
    "double_bookings",
    "entries",
    "first_of_each_title",
    "models_with_personal_data",
    "plan_corrections",
    "providers",
    "section",
    "sections",
]
