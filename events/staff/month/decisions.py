"""Decisions about the conflicts of a month: only about conflicts that the page showed, and each form once."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.planning import conflicts
from events.scheduling.changes import ChangeRefused
from kasch_site.common.admin.confirmation.save import BACK_TO_FORM, run_or_confirm
from kasch_site.common.admin.optimistic_locking.shown import Shown, shown_in
from kasch_site.common.admin.optimistic_locking.submissions import content_of, create_once, created_before

from .page import Page

DAYS = ("keep_days", "cancel_days")


class DecisionsMixin:
    """The part of the month assistant that decides conflicts."""

    def _decide(self, request, first):
        page, shown = Page(first), shown_in(request.POST) or Shown()
        known = dict.fromkeys([*shown.states, *(conflict.key for conflict in page.conflicts)])
        chosen = [key for key in known if request.POST.get(f"{key}-choice")]
        changed = conflicts.changed_since(page.conflicts, shown.states, chosen)
        forms = page.conflict_forms(request.POST, changed)
        page.bound_conflict_forms = forms
        if changed:
            return self._ask_again(request, page, shown, changed)
        # Validate all forms, so that all errors are shown at once.
        are_valid = [form.is_valid() for form in forms if form.is_bound]
        if not all(are_valid) or BACK_TO_FORM in request.POST:
            return page
        decisions = [decision for form in forms if form.is_bound and (decision := form.decision())]
        return self._carry_out(request, page, shown, decisions)

    def _decide_days(self, request, first):
        """Apply the same decision to every open date on a holiday or closing day, if they are those that were shown."""
        page, shown = Page(first), shown_in(request.POST) or Shown()
        if BACK_TO_FORM in request.POST:
            return _back(first)
        chosen = conflicts.decide_all_special_days(page.conflicts, request.POST["do"].removesuffix("_days"))
        keys = dict.fromkeys([*shown.states, *(each.conflict.key for each in chosen)])
        changed = conflicts.changed_since([each.conflict for each in chosen], shown.states, keys)
        if changed:
            return self._ask_again(request, page, shown, changed)
        return self._carry_out(request, page, shown, chosen)

    def _carry_out(self, request, page, shown, chosen):
        """Carry out decisions; ask for confirmation first if affected dates have registrations."""
        if not chosen:
            self.message_user(request, _("Sie haben noch nichts ausgewählt."), messages.WARNING)
            return _back(page.month)
        try:
            return run_or_confirm(self, request, lambda: self._apply(request, page.month, chosen))
        except ChangeRefused as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return page
        except conflicts.ChangedMeanwhile as changed:
            return self._ask_again(request, Page(page.month), shown, changed.keys)

    def _apply(self, request, first, chosen):
        _step, is_new = create_once(request, _purpose(request), lambda: conflicts.decide(first, chosen))
        if is_new:
            text = ngettext("Entschieden: ein Termin.", "Entschieden: %(count)d Termine.", len(chosen))
            self.message_user(request, text % {"count": len(chosen)}, messages.SUCCESS)
        else:
            self._report_repeated_decision(request)
        return _back(first)

    def _ask_again(self, request, page, shown, keys):
        """Show the page with the changes since it was shown; if this form itself made them, report that instead."""
        step = created_before(request, _purpose(request))
        if step is not None and step.taken_back_at is None:
            self._report_repeated_decision(request)
            return _back(page.month)
        now = {conflict.key: f"{conflict.heading}: {conflict.text}" for conflict in page.conflicts}
        page.changed = [(shown.names.get(key, ""), now.get(key, "")) for key in keys]
        return page

    def _report_repeated_decision(self, request):
        self.message_user(request, _("Das war schon entschieden. Es ist nichts doppelt geschehen."), messages.INFO)


def _purpose(request):
    return f"decide {content_of(request.POST)}"


def _back(first):
    return HttpResponseRedirect(reverse("admin:month_prepare", args=[first.year, first.month]) + "#zusammenstoesse")
