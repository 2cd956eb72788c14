"""The desk in the administration: one field for cards, books and names, and the outcome."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.house.building import building
from kasch_site.visitors.staff import RequestAdmin, require
from library.circulation import copies
from library.circulation.desk import desk
from library.models import Card, Copy, Desk, Loan, Patron
from library.staff.permissions import is_at_desk

from .desk_notices import line_text, notice_of
from .desk_page import PatronPanel, last_event, lines_of
from .lists import ListsMixin
from .offline_sheet import PaperMixin

SESSION_KEY = "library_desk"


@admin.register(Desk)
class DeskAdmin(ListsMixin, PaperMixin, RequestAdmin):
    """Admin of desks, which shows the desk of this browser instead of a list."""

    templates = "admin/library"
    search_fields = ()

    def get_urls(self):
        view = self.admin_site.admin_view
        return [path("zettel/", view(self.slip), name="library_slip"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Show the desk; process a scan or a button."""
        require(is_at_desk(request.user))
        own_desk = desk.desk_of(request.user, request.session.get(SESSION_KEY))
        if request.method != "POST":
            return self._desk_page(request, own_desk, [])
        if own_desk is None:
            own_desk = desk.create_desk(request.user)
            request.session[SESSION_KEY] = own_desk.pk
        outcomes = self._do(request, own_desk)
        if outcomes and not all(outcome.is_good for outcome in outcomes):
            # No redirect is needed: a reload changes nothing, because the same scan counts once.
            own_desk = desk.desk_of(request.user, own_desk.pk)
            return self._desk_page(request, own_desk, outcomes)
        return HttpResponseRedirect(self.list_url())

    def slip(self, request):
        """Show a printable slip of the loans of the open card, without the name."""
        require(is_at_desk(request.user))
        own_desk = desk.desk_of(request.user, request.session.get(SESSION_KEY))
        patron = own_desk and desk.open_patron(own_desk, clock.now())
        if patron is None:
            return HttpResponseRedirect(self.list_url())
        loans = Loan.objects.open().of(patron).with_titles()
        return self.page(request, _("Ausgeliehen"), "slip", {"loans": loans, "house": building().house})

    def _do(self, request, own_desk):
        """Perform the action of a button or of a scan; return the outcomes."""
        button = request.POST.get("do", "")
        if not button:
            return desk.scan(own_desk, request.POST.get("scan", ""))
        verb, _colon, key = button.partition(":")
        action = _BUTTONS.get(verb)
        if action is None:
            return []
        outcome = action(self, request, own_desk, parse_whole_number(key))
        return outcome if isinstance(outcome, list) else [outcome] if outcome else []

    def _desk_page(self, request, own_desk, outcomes):
        now = clock.now()
        patron = own_desk and desk.open_patron(own_desk, now)
        lines = lines_of(own_desk, now)
        notices = [notice_of(outcome) for outcome in outcomes] or last_event(own_desk, lines, patron)
        context = {
            "notices": notices,
            "sounds_good": all(notice.is_good for notice in notices),
            "lines": [{"line": line, "words": line_text(line)} for line in lines],
            "panel": PatronPanel.of(patron, _card_of(own_desk)) if patron else None,
            "has_ended": bool(own_desk and own_desk.patron_id and patron is None),
            "seconds_left": int((own_desk.open_until - now).total_seconds()) + 1 if patron else 0,
            "typed": request.POST.get("scan", "")[:200] if any(notice.keeps_text for notice in notices) else "",
        }
        context["subtitle"] = notices[-1].title if notices else ""
        return self.page(request, _("Theke"), "desk", context)

    def has_module_permission(self, request):
        return is_at_desk(request.user)

    def has_view_permission(self, request, obj=None):
        return is_at_desk(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Redirect to the desk: a row has no page."""
        return HttpResponseRedirect(reverse("admin:library_desk_changelist"))

    history_view = change_view

    # Actions of the buttons

    def _lend_anyway(self, request, own_desk, key):
        copy = _copy(key)
        outcome = desk.lend(own_desk, copy, overrules=True)
        if outcome.is_good:
            self.log_change(request, copy, str(_("trotzdem ausgeliehen")))
        return outcome

    def _renew_anyway(self, request, own_desk, key):
        loan = _loan(key)
        outcome = desk.renew(own_desk, loan, overrules=True)
        if outcome.is_good:
            self.log_change(request, loan.copy, str(_("trotzdem verlängert")))
        return outcome

    def _parts_missing(self, request, _own_desk, key):
        copy = copies.send_to_repair(_copy(key), str(_("Teile fehlen")))
        self.log_change(request, copy, str(_("Teile fehlen")))


_BUTTONS = {
    "take": lambda _page, _request, own_desk, key: desk.process_copy(own_desk, _copy(key)),
    "open": lambda _page, _request, own_desk, key: desk.open_card(own_desk, get_object_or_404(Patron, pk=key)),
    "return": lambda _page, _request, own_desk, key: desk.take_back(own_desk, _copy(key)),
    "swap": lambda _page, _request, own_desk, key: desk.take_back_and_lend(own_desk, _copy(key)),
    "renew": lambda _page, _request, own_desk, key: desk.renew(own_desk, _loan(key)),
    "renew_all": lambda _page, _request, own_desk, _key: desk.renew_all(own_desk),
    "finish": lambda _page, _request, own_desk, _key: desk.close_card(own_desk),
    "undo": lambda _page, _request, own_desk, key: desk.undo(own_desk, get_object_or_404(own_desk.lines, pk=key)),
    "lend": lambda _page, _request, own_desk, key: desk.lend(own_desk, _copy(key)),
    "lend_anyway": DeskAdmin._lend_anyway,
    "renew_anyway": DeskAdmin._renew_anyway,
    "parts_missing": DeskAdmin._parts_missing,
}


def _card_of(own_desk) -> Card | None:
    return Card(number=own_desk.card_number) if own_desk.card_number else None


def _copy(key) -> Copy:
    return get_object_or_404(Copy.objects.select_related("title__medium"), pk=key)


def _loan(key) -> Loan:
    return get_object_or_404(Loan.objects.select_related("copy__title__medium"), pk=key)
