"""A section for tests that implements every provider of the contract."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path

from kasch_site.common.sections import (
    CalendarProvider,
    Edition,
    EditionText,
    Entry,
    FirstStep,
    MenuEntry,
    Newsletter,
    NewsletterProvider,
    PageProvider,
    RenderedMessage,
    Section,
    StaffProvider,
    StartPageProvider,
    Status,
    Todo,
    Window,
    agenda_card,
)


class ToyNewsletter(Newsletter):
    """A newsletter with two editions."""

    key = "toys:post"
    name = "Puppenpost"
    summary = "Zweimal im Jahr ein Brief der Puppen."

    def editions(self, now):
        return [
            Edition("1", "Puppenpost Nr. 1", "/spielzeug/", is_due=True),
            Edition("2", "Puppenpost Nr. 2", "/spielzeug/"),
        ]

    def edition_text(self, edition):
        return EditionText(f"Puppenpost {edition}", f"Uns geht es gut. Das war Nr. {edition}.")

    def render_message(self, template, context, **fields):
        text = render_to_string(f"emails/{template}.txt", context)
        return RenderedMessage(text=text, sender="puppen@example.org", **fields)


class ToySection(Section, StartPageProvider, PageProvider, CalendarProvider, StaffProvider, NewsletterProvider):
    key = "toys"
    name = "Spielzeugstube"
    url_prefix = "spielzeug/"
    urls = "tests.support.toys.toy_section"

    def __init__(self, **entry):
        self.entry_fields = entry

    def entries(self, start, end, *, group=None):
        entry = Entry(
            **{
                "key": "toys:1",
                "title": "Puppendoktor kommt",
                "url": "/spielzeug/",
                "app": "toys",
                "where": "Spielzimmer",
                "status": Status.PLANNED,
                "changed_at": datetime(2026, 11, 1, tzinfo=UTC),
                **self.entry_fields,
            }
        )
        matches = group is None or (entry.group is not None and entry.group.slug == group)
        return [entry] if matches and entry.overlaps(start, end) else []

    def menu(self):
        return [MenuEntry("Spielzeugstube", "/spielzeug/")]

    def windows(self, now, entries):
        is_lit = any(entry.app == "toys" and entry.runs_at(now) for entry in entries)
        return [Window("Spielzeugstube", "/spielzeug/", "toys", is_lit)]

    def card(self, now, entries):
        return agenda_card(self, now, entries)

    def todo(self, user):
        return [Todo("Puppen reparieren", "/admin/", urgent=True)]

    def newsletters(self):
        return [ToyNewsletter()]

    def first_steps(self):
        return [FirstStep("Puppen zählen", "/admin/", False)]

    def sitemap(self):
        return [("/spielzeug/", None)]


app_name = "toys"
urlpatterns = [path("", lambda request: HttpResponse("Spielzeug"), name="start")]
section = ToySection()
