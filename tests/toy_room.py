"""A second room that exists only in tests: it offers something at every place of the contract."""

from datetime import timedelta

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path

from kasch_site.common.rooms import (
    AppRoom,
    Entry,
    FirstStep,
    Issue,
    IssueText,
    Letter,
    Mailing,
    MenuEntry,
    News,
    Status,
    Todo,
    Window,
)


class ToyPost(Mailing):
    """A letter from the dolls, of which there are two."""

    key = "toys:post"
    name = "Puppenpost"
    promise = "Zweimal im Jahr ein Brief der Puppen."

    def issues(self, now):
        return [
            Issue("1", "Puppenpost Nr. 1", "/spielzeug/", is_due=True),
            Issue("2", "Puppenpost Nr. 2", "/spielzeug/"),
        ]

    def write(self, issue):
        return IssueText(f"Puppenpost {issue}", f"Uns geht es gut. Das war Nr. {issue}.")

    def letter(self, template, context, **fields):
        text = render_to_string(f"emails/{template}.txt", context)
        return Letter(text=text, sender="puppen@example.org", **fields)


class ToyRoom(AppRoom):
    key = "toys"
    name = "Spielzeugstube"
    address = "spielzeug/"
    urls = "tests.toy_room"

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

    def news(self, start, end):
        return [News("Neue Puppen", "/spielzeug/#puppen", end - timedelta(days=1))]

    def todo(self, user):
        return [Todo("Puppen reparieren", "/admin/", urgent=True)]

    def mailings(self):
        return [ToyPost()]

    def first_steps(self):
        return [FirstStep("Puppen zählen", "/admin/", False)]

    def sitemap(self):
        return [("/spielzeug/", None)]


app_name = "toys"
urlpatterns = [path("", lambda request: HttpResponse("Spielzeug"), name="start")]
room = ToyRoom()
