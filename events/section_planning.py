"""What the month's plan offers to the rest of the house: making it, and what has changed since it was printed."""

from datetime import timedelta

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from events.planning.addresses import assistant_url
from events.planning.change_words import lines
from events.planning.printed_plans import since_print
from events.staff.month_todo import todo
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common import clock
from kasch_site.common.sections import Chapter, NewsItem, QuickAction, Section

from .models import CAN_BE_TAKEN_BACK, AcceptedConflict, UndoStep

_RIGHTS = ("events.view_printedplan", "events.add_printedplan")


class PlanningSection(Section):
    key = "planning"
    name = _("Monatsplan")
    address = "veranstaltungen/"
    urls = "events.web.plan_changes_urls"
    watches = ("events.PrintedPlan",)
    permissions = {LEAD: _RIGHTS, EDITORS: _RIGHTS}
    handbook = (Chapter("plan", _("Den nächsten Monat vorbereiten und drucken"), "admin/handbook/month.html"),)

    def card(self, now, entries):
        """None: on the start page the events speak for themselves."""

    def plan_news(self, month):
        since = since_print(month)
        address = reverse("planning:changes", args=[month.year, month.month])
        return [
            NewsItem(line.title, address, line.moment, f"{line.tag}: {' '.join(line.sentences)}")
            for line in (lines(since) if since else [])
        ]

    def quick_actions(self, user):
        """The next month, in the words in which people speak of it: "Dezember vorbereiten"."""
        if not user.has_perms(("events.change_occurrence", "events.add_printedplan")):
            return []
        month = clock.next_month(clock.today())
        name, address = {"month": MONTHS[month.month]}, assistant_url(month)
        return [
            QuickAction(_("%(month)s vorbereiten") % name, address),
            QuickAction(_("Plan für %(month)s drucken") % name, f"{address}#drucken"),
        ]

    def todo(self, user):
        return todo(user)

    def forget(self, before):
        gone = UndoStep.objects.filter(made_at__lt=before - CAN_BE_TAKEN_BACK).delete()[0]
        old = before.date() - timedelta(days=365)
        return gone + AcceptedConflict.objects.filter(year__lt=old.year).delete()[0]


section = PlanningSection()
