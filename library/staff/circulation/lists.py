"""Lists for volunteers: copies to fetch, ready and overdue ones; and the state of a copy."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.visitors.staff import require
from library.circulation import copies
from library.circulation.holds import queue
from library.circulation.refusals import CirculationRefused
from library.models import Copy, Hold, Loan
from library.staff.permissions import is_at_desk

MAX_ROWS = 300
# The label of a button, and its verb.
STATES = {
    Copy.State.IN_USE: (_("Wieder in Ordnung"), copies.mark_in_order),
    Copy.State.LOST: (_("Vermisst"), copies.mark_missing),
    Copy.State.REPAIR: (_("In Reparatur"), copies.send_to_repair),
    Copy.State.WITHDRAWN: (_("Aussondern"), copies.withdraw),
}


class ListsMixin:
    """Lists of the desk, each with a constant number of queries."""

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("holen/", view(self.to_fetch), name="library_to_fetch"),
            path("abholfach/", view(self.ready), name="library_ready"),
            path("ueberfaellig/", view(self.overdue), name="library_overdue"),
            path("exemplar/<int:pk>/", view(self.copy_state), name="library_copy_state"),
        ]
        return own + super().get_urls()

    def to_fetch(self, request):
        """Show the copies to fetch from the shelves for waiting persons, in the order of the shelves."""
        require(is_at_desk(request.user))
        return self.page(request, _("Bitte aus dem Regal holen"), "to_fetch", {"copies": queue.to_fetch()[:MAX_ROWS]})

    def ready(self, request):
        """Show the ready copies, for whom, and until when."""
        require(is_at_desk(request.user))
        rows = Hold.objects.ready().with_titles().order_by("pickup_until", "name")
        context = {"holds": rows[:MAX_ROWS], "today": clock.today()}
        return self.page(request, _("Liegt bereit"), "ready", context)

    def overdue(self, request):
        """Show overdue loans, the longest overdue first, with the contact of the patron."""
        require(is_at_desk(request.user))
        rows = Loan.objects.overdue(clock.today()).with_titles().select_related("patron").order_by("due_on", "patron")
        return self.page(request, _("Überfällig"), "overdue", {"loans": rows[:MAX_ROWS]})

    def copy_state(self, request, pk):
        """Show the effects of a new state of a copy, and change it."""
        require(request.user.has_perm("library.change_copy"))
        copy = get_object_or_404(Copy.objects.select_related("title"), pk=pk)
        state = request.POST.get("state", "")
        if request.method == "POST" and state not in STATES:
            raise Http404
        if "confirmed" in request.POST:
            return self._change_state(request, copy, state)
        choices = [(key, label) for key, (label, _verb) in STATES.items() if key != copy.state]
        context = {"copy": copy, "choices": choices, "state": state, **copies.current_loan_and_hold(copy)}
        if state:
            context["label"] = STATES[state][0]
            context["consequences"] = copies.consequences(copy, state)
        return self.page(request, f"{copy.title}, {copy}", "copy_state", context)

    def _change_state(self, request, copy, state):
        label, verb = STATES[state]
        try:
            with transaction.atomic():
                verb(copy)
                self.log_change(request, copy, str(label))
            self.message_user(request, _("Eingetragen. Danke!"), messages.SUCCESS)
        except CirculationRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        return HttpResponseRedirect(reverse("admin:library_copy_state", args=[copy.pk]))
