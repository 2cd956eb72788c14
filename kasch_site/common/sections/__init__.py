"""The contract between the sections of the site.

Many features combine data of all apps: the month page, the printed plan, the foyer screen, the start page, a group's
next dates, warnings about double-booked rooms, the to-do list, data retention. None of them may import the apps. So
each app has a small module `section.py` with one object `section`, and `settings.SECTIONS` lists these modules in
reading order. A new section needs one module and one line; methods it does not override return nothing.

A *section* (this module) is a part of the website. A room of the building is `house.models.Room`; here it appears only
as `Entry.room_id`.
"""

from .base import Section
from .entry import Entry, Facet, Facts, Places, Status, first_of_each, used_twice
from .newsletters import Edition, EditionText, Newsletter
from .notifications import Attachment, PendingNotification, RenderedMessage, Reply, ReplyRefused, ReplyResult
from .registry import entries, plan_news, section, sections
from .search import SearchDocument
from .staff import Chapter, FirstStep, QuickAction, Todo
from .start_page import Card, MenuEntry, NewsItem, Window

__all__ = [
    "Attachment",
    "Card",
    "Chapter",
    "Edition",
    "EditionText",
    "Entry",
    "Facet",
    "Facts",
    "FirstStep",
    "MenuEntry",
    "NewsItem",
    "Newsletter",
    "PendingNotification",
    "Places",
    "QuickAction",
    "RenderedMessage",
    "Reply",
    "ReplyRefused",
    "ReplyResult",
    "SearchDocument",
    "Section",
    "Status",
    "Todo",
    "Window",
    "entries",
    "first_of_each",
    "plan_news",
    "section",
    "sections",
    "used_twice",
]
