"""The contract of the monthly plan with the rest of the site: preparation, and changes since printing."""

from datetime import timedelta

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from events.planning.addresses import assistant_url
from events.planning.change_descriptions import lines
from events.planning.printed_plans import since_print
from events.staff.month.todo import todo
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common import clock
from kasch_site.common.sections import (
    Chapter,
    PlanCorrection,
    PlanCorrectionProvider,
    QuickAction,
    RetentionProvider,
    Section,
    StaffProvider,
)

from .models import UNDO_STEP_LIFETIME, AcceptedConflict, UndoStep

_RIGHTS = ("events.view_printedplan", "events.add_printedplan")


class PlanningSection(Section, PlanCorrectionProvider, StaffProvider, RetentionProvider):
    key = "planning"
    name = _("Monatsplan")
    url_prefix = "veranstaltungen/"
    urls = "events.web.plan_changes_urls"
    watches = ("events.PrintedPlan", "events.MonthHighlight")
    permissions = {LEAD: _RIGHTS, EDITORS: _RIGHTS}
    handbook = (
        Chapter(
            "plan",
            _("Den nächsten Monat vorbereiten und drucken"),
            "admin/handbook/month.html",
            models=("events.printedplan",),
            permissions=("events.change_occurrence",),
        ),
    )

    def plan_corrections(self, month):
        """Return the changes since the plan of the month was printed."""
        since = since_print(month)
        address = reverse("planning:changes", args=[month.year, month.month])
        return [
            PlanCorrection(line.title, address, line.moment, f"{line.tag}: {' '.join(line.sentences)}")
            for line in (lines(since) if since else [])
        ]

    def quick_actions(self, user):
        """Return the action for the next month: "Dezember vorbereiten"."""
        if not user.has_perms(("events.change_occurrence", "events.add_printedplan")):
            return []
        month = clock.next_month(clock.today())
        name, address = {"month": MONTHS[month.month]}, assistant_url(month)
        return [
            QuickAction(_("%(month)s vorbereiten") % name, address),
            QuickAction(_("Plan für %(month)s drucken") % name, f"{address}#drucken"),
        ]

    todo = staticmethod(todo)

    def purge(self, before):
        """Delete steps that can no longer be undone and old accepted conflicts; return the number deleted."""
        deleted_steps = UndoStep.objects.filter(made_at__lt=before - UNDO_STEP_LIFETIME).delete()[0]
        oldest_kept = before.date() - timedelta(days=365)
        return deleted_steps + AcceptedConflict.objects.filter(year__lt=oldest_kept.year).delete()[0]


section = PlanningSection()
