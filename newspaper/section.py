"""The contract of the newspaper section with the rest of the site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import LEAD, NEWSPAPER, all_permissions
from kasch_site.common import clock
from kasch_site.common.sections import (
    Card,
    Chapter,
    MenuEntry,
    MessageProvider,
    NewsletterProvider,
    PageProvider,
    PersonalDataProvider,
    PlanProvider,
    SearchProvider,
    Section,
    StaffProvider,
    StartPageProvider,
    Window,
)
from kasch_site.house.building import section_name

from . import retention
from .messages import KINDS, render_message
from .models import Article, Issue, Paper
from .notifications.issue_by_mail import IssueByMail
from .reading.newest import newest
from .reading.plan_notes import plan_notes
from .reading.search import ArticleKind, PageKind
from .staff import contribution_todo
from .staff import todo as staff_todo

CONTENT = (
    *("newspaper.issue", "newspaper.article", "newspaper.column", "newspaper.subject", "newspaper.place"),
    "newspaper.skippednumber",
)
UPLOADS = ("newspaper.archiveupload",)
PAGES = ("newspaper.view_page", "newspaper.change_page")
SENDING = ("messaging.view_dispatch", "messaging.add_dispatch")
HIDING = ("newspaper.view_hiddenterm", "newspaper.add_hiddenterm", "newspaper.change_hiddenterm")
PAPER = ("newspaper.view_paper", "newspaper.change_paper")
REQUESTS = (
    *("newspaper.view_contribution", "newspaper.change_contribution"),
    *("newspaper.view_removalrequest", "newspaper.change_removalrequest"),
)
MESSAGES = ("messaging.view_message", "messaging.change_message")
# A sitemap has at most 50,000 addresses.
MAX_IN_SITEMAP = 20_000


class NewspaperSection(
    Section,
    StartPageProvider,
    PageProvider,
    SearchProvider,
    NewsletterProvider,
    StaffProvider,
    MessageProvider,
    PersonalDataProvider,
    PlanProvider,
):
    key = "newspaper"
    name = _("Zeitung")
    url_prefix = "zeitung/"
    urls = "newspaper.urls"
    watches = (
        *("newspaper.Paper", "newspaper.Issue", "newspaper.SkippedNumber", "newspaper.Page", "newspaper.Article"),
        *("newspaper.Column", "newspaper.Subject", "newspaper.Place", "newspaper.WithdrawnImage"),
        "newspaper.IssueRedaction",
    )
    # Pages show the result of reading a file, not its progress.
    watched_columns = {
        "newspaper.IssueRedaction": ("checked_pdf",),
        "newspaper.Page": ("text", "image_key", "hidden_at", "is_being_redacted", "state", "number", "issue_id"),
    }
    handbook = (
        Chapter(
            "zeitung",
            _("Zeitung: eine Ausgabe hochladen"),
            "admin/handbook/newspaper_issue.html",
            models=("newspaper.issue", "newspaper.archiveupload", "newspaper.paper"),
        ),
        Chapter(
            "zeitung-ausblenden",
            _("Zeitung: Menschen ausblenden"),
            "admin/handbook/newspaper_hiding.html",
            models=("newspaper.hiddenterm", "newspaper.removalrequest"),
        ),
        Chapter(
            "zeitung-seiten",
            _("Zeitung: Seiten, Artikel, E-Mail"),
            "admin/handbook/newspaper_pages.html",
            models=("newspaper.page", "newspaper.article", "newspaper.column"),
        ),
        Chapter(
            "zeitung-beitraege",
            _("Zeitung: was Leute schicken"),
            "admin/handbook/newspaper_contributions.html",
            models=("newspaper.contribution",),
        ),
        Chapter(
            "zeitung-termine",
            _("Zeitung: die Termine für das Layout"),
            "admin/handbook/newspaper_month.html",
            permissions=("newspaper.view_issue",),
        ),
    )
    search_kinds = (ArticleKind(), PageKind())
    personal_models = (
        *("newspaper.Contribution", "newspaper.Consent", "newspaper.ContributionFile"),
        *("newspaper.RemovalRequest", "newspaper.TextReport", "newspaper.HiddenTerm"),
    )
    message_kinds = KINDS
    message_permission = reply_permission = "newspaper.view_contribution"
    message_recipients = {
        "contribution": ("newspaper.Contribution", "name"),
        "removal": ("newspaper.RemovalRequest", "name"),
    }
    permissions = {
        LEAD: (*all_permissions(*CONTENT, *UPLOADS), *PAGES, *PAPER, *HIDING, *REQUESTS),
        NEWSPAPER: (*all_permissions(*CONTENT, *UPLOADS), *PAGES, *PAPER, *HIDING, *SENDING, *REQUESTS, *MESSAGES),
    }

    # Public site

    def menu(self):
        """Return the menu entry of the archive; none before there is an issue."""
        if newest(clock.now()) is None:
            return []
        return [MenuEntry(section_name(self.key, self.name), reverse("newspaper:archive"))]

    def forms(self):
        """Return the forms of the paper for the footer; none before there is an issue."""
        if newest(clock.now()) is None:
            return []
        return [MenuEntry(_("Für die Zeitung schreiben"), reverse("newspaper:contribute"))]

    plan_notes = staticmethod(plan_notes)

    def windows(self, now, entries):
        """Return the window of the newspaper, lit while its issue is new; it leads to that issue."""
        there = newest(now)
        if there is None:
            return []
        return [Window(section_name(self.key, self.name), there.issue.get_absolute_url(), self.key, there.is_new(now))]

    def card(self, now, entries):
        """Return the card with the newest issue; None if there is none."""
        there = newest(now)
        if there is None:
            return None
        name, url = section_name(self.key, self.name), reverse("newspaper:archive")
        content = {"issue": there.issue, "cover": there.cover, "articles": there.articles}
        return Card(self.key, name, url, _("Alle Ausgaben"), "newspaper/card.html", content)

    def sitemap(self):
        """Return the archive, the issues and the articles."""
        issues = Issue.objects.published().newest().only("year", "number", "changed_at")
        articles = Article.objects.published().newest().values_list("pk", flat=True)[:MAX_IN_SITEMAP]
        return [
            *((reverse(f"newspaper:{name}"), None) for name in ("archive", "index", "imprint", "contribute")),
            *((issue.get_absolute_url(), issue.changed_at) for issue in issues),
            *((reverse("newspaper:article", args=[pk]), None) for pk in articles),
        ]

    # By mail

    def newsletters(self):
        """Return the newsletter that sends each issue; none in a house without a paper."""
        return [IssueByMail()] if Paper.objects.exists() or Issue.objects.exists() else []

    # Staff

    def todo(self, user):
        """Return the tasks of a member of staff: about issues and about contributions."""
        return [*staff_todo.todo(user), *contribution_todo.todo(user)]

    quick_actions = staticmethod(staff_todo.quick_actions)
    first_steps = staticmethod(staff_todo.first_steps)

    # Messages, persons

    render_message = staticmethod(render_message)
    purge = staticmethod(retention.purge)
    export = staticmethod(retention.export)
    erase_person = staticmethod(retention.erase_person)


section = NewspaperSection()
