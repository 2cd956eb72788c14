"""The month assistant: one page to prepare a month, from its series to the printed plan."""

from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from events.models import PrintedPlan
from events.planning import conflicts, undo
from events.planning.duplication import duplicate
from events.planning.printed_plans import mark_printed
from events.printing.formats import FORMATS
from events.printing.plan_by_mail import send_url
from kasch_site.common import clock
from kasch_site.common.admin.confirmation.save import run_or_confirm
from kasch_site.common.admin.lists import ReadOnlyMixin
from kasch_site.common.admin.optimistic_locking.shown import SHOWN, Shown, shown_in
from kasch_site.common.admin.optimistic_locking.submissions import (
    FORM_KEY,
    SAVED_ALREADY,
    content_of,
    create_once,
    created_before,
    form_key,
)
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.text.time_words import month_in_words
from kasch_site.common.text.whole_numbers import parse_whole_number

from . import forms as month_forms
from .calendar import CalendarMixin
from .decisions import DAYS, DecisionsMixin
from .highlight import HighlightForm, HighlightMixin
from .page import Page, drafts_of, is_offered

_ADD, _CHANGE, _PUBLISH = "events.add_event", "events.change_occurrence", "events.change_event"
_SEND = "messaging.add_dispatch"


@admin.register(PrintedPlan)
class PrintedPlanAdmin(ReadOnlyMixin, CalendarMixin, DecisionsMixin, HighlightMixin, admin.ModelAdmin):
    """Admin of printed editions; each month links to its assistant."""

    keeps_drafts = False
    list_display = ["month_words", "made_at", "entries"]
    list_display_links = None
    ordering = ["-year", "-month", "-made_at"]

    def get_urls(self):
        month, view = "<int:year>/<int:month>/", self.admin_site.admin_view
        own = [
            path(f"kalender/{month}", view(self.calendar), name="month_calendar"),
            path(month, view(self.prepare), name="month_prepare"),
            path(f"{month}veroeffentlichen/", view(self.publish), name="month_publish"),
            path(f"{month}drucken/", view(self.print_plan), name="month_print"),
            path(f"{month}zuruecknehmen/", view(self.take_back), name="month_take_back"),
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("Monat"), ordering="-year")
    def month_words(self, edition):
        """Return the month of an edition."""
        return month_in_words(edition.first_day)

    @admin.display(description=gettext_lazy("Termine darauf"))
    def entries(self, edition):
        """Return the number of entries of an edition."""
        return len(edition.rows)

    def prepare(self, request, year, month):
        """Show the assistant of a month and process its forms."""
        _refuse_others(request, _CHANGE)
        first = _month(year, month)
        if request.method == "POST":
            response = self._handle(request, first)
            return self._show(request, first, response) if isinstance(response, Page) else response
        return self._show(request, first, Page(first))

    def _handle(self, request, first):
        """Process the pressed button: redirect, or return the page with errors."""
        handle = {
            "add": self._add,
            "again": self._copy,
            "decide": self._decide,
            "highlight": self._choose_highlight,
            **dict.fromkeys(DAYS, self._decide_days),
        }.get(request.POST.get("do"))
        return handle(request, first) if handle else _back(first)

    def _show(self, request, first, page):
        context = {
            **self.admin_site.each_context(request),
            **page.context(),
            "title": _("%(month)s vorbereiten") % {"month": month_in_words(first)},
            "opts": self.opts,
            "highlight_form": HighlightForm(page.summary),
            "form_key": (FORM_KEY, form_key(request)),
            "may_add": request.user.has_perm(_ADD),
            "may_publish": request.user.has_perm(_PUBLISH),
            "publish_url": _url("publish", first),
            "print_url": _url("print", first),
            "take_back_url": _url("take_back", first),
            "send_url": send_url(first) if request.user.has_perm(_SEND) else "",
            "plan_url": reverse("events:plan", args=[first.year, first.month]),
            "changes_url": reverse("planning:changes", args=[first.year, first.month]),
            "sheet_url": reverse("planning:sheet", args=[first.year, first.month]),
            "earlier": _neighbour(clock.previous_month(first)),
            "following": _neighbour(clock.next_month(first)),
        }
        return TemplateResponse(request, "admin/events/month/prepare.html", context)

    def _add(self, request, first):
        """Add a single event; show the input again if it is invalid."""
        _refuse_others(request, _ADD)
        event_form = month_forms.SingleEventForm(request.POST)
        date_form = month_forms.SingleDateForm(first, request.POST)
        if not all([event_form.is_valid(), date_form.is_valid()]) or is_shown_again(request):
            return Page(first, event_form=event_form, date_form=date_form)
        purpose = f"add {content_of(request.POST)}"
        event, is_new = create_once(request, purpose, lambda: month_forms.add(event_form, date_form))
        if not is_new:
            return self._report_repeated_addition(request, event, _back(first, "dazu"))
        self.log_addition(request, event, [{"added": {}}])
        text = _("„%(title)s“ steht als Entwurf im %(month)s. Hier ist Platz für die nächste Veranstaltung.")
        self.message_user(request, text % {"title": event.title, "month": month_in_words(first)}, messages.SUCCESS)
        return _back(first, "dazu")

    def _copy(self, request, first):
        _refuse_others(request, _ADD)
        page = Page(first)
        forms = page.copy_forms(request.POST)
        form = next((each for each in forms if each.is_bound), None)
        if form is None:
            return _back(first, "dazu")
        if not form.is_valid():
            return Page(first, copy_forms=forms)
        source = form.last_year.event
        purpose = f"again {source.pk}"
        event = created_before(request, purpose)
        if event is None and (shown_in(request.POST) or Shown()).states.get(form.last_year.key) != form.last_year.state:
            page.bound_copy_forms, page.changed_copy = forms, form.last_year
            return page
        event, is_new = create_once(request, purpose, lambda: duplicate(source, form.days()))
        if not is_new:
            return self._report_repeated_addition(request, event, _back(first, "letztes-jahr"))
        self.log_addition(request, event, [{"added": {}}])
        text = _("„%(title)s“ ist wieder angelegt, als Entwurf. Prüfen Sie den Text: Steht dort noch das alte Jahr?")
        self.message_user(request, text % {"title": event.title}, messages.SUCCESS)
        return _back(first, "letztes-jahr")

    def _report_repeated_addition(self, request, event, response):
        """Report that the same form has created this event before; it may have been deleted since."""
        if event is not None:
            self.message_user(request, SAVED_ALREADY % {"name": event}, messages.INFO)
        return response

    def publish(self, request, year, month):
        """Ask for confirmation with the names of the drafts; publish exactly those named."""
        _refuse_others(request, _CHANGE, _PUBLISH)
        first = _month(year, month)
        keys = set(map(parse_whole_number, request.POST.getlist("event"))) - {None}
        drafts = drafts_of(first, keys) if request.method != "POST" or keys else []
        if not drafts:
            self.message_user(request, _("Es gibt keinen Entwurf mehr."), messages.INFO)
            return _back(first, "veroeffentlichen")
        if request.method != "POST":
            return self._ask(request, first, drafts)
        try:
            step = conflicts.publish(first, [event.pk for event in drafts], _states(request))
        except conflicts.ChangedMeanwhile as changed:
            titles = [event.title for event in drafts if event.pk in changed.keys]
            text = _("Inzwischen geändert: %(titles)s. Es ist noch nichts veröffentlicht. So ist es jetzt:")
            self.message_user(request, text % {"titles": "; ".join(titles)}, messages.WARNING)
            return self._ask(request, first, drafts)
        count = len(step.changes) if step else 0
        text = ngettext(
            "Eine Veranstaltung ist jetzt veröffentlicht.",
            "%(count)d Veranstaltungen sind jetzt veröffentlicht.",
            count,
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
        return _back(first, "drucken")

    def _ask(self, request, first, drafts):
        page, states = Page(first), conflicts.draft_states(first)
        context = {
            **self.admin_site.each_context(request),
            "title": ngettext("Einen Entwurf veröffentlichen?", "%(count)d Entwürfe veröffentlichen?", len(drafts))
            % {"count": len(drafts)},
            "opts": self.opts,
            "drafts": [(event, rows) for event, rows in page.summary.drafts if event in drafts],
            "month": month_in_words(first),
            "open": sum(conflict.is_open for conflict in page.conflicts),
            "back_url": _url("prepare", first),
            "shown": (SHOWN, Shown(states={str(key): each for key, each in states.items()}).token()),
        }
        return TemplateResponse(request, "admin/events/month/publish.html", context)

    @method_decorator(require_POST)
    def print_plan(self, request, year, month):
        """Record the plan as an edition, then redirect to the PDF; with `format=mark` only record it."""
        _refuse_others(request, _CHANGE, "events.add_printedplan")
        first = _month(year, month)
        edition, format_name = mark_printed(first), request.POST.get("format")
        if format_name in FORMATS:
            address = reverse("events:plan", args=[first.year, first.month])
            return HttpResponseRedirect(address if format_name == "a4" else f"{address}?format={format_name}")
        when = date_format(timezone.localtime(edition.made_at), "j. F, H:i")
        self.message_user(request, _("Als gedruckt vermerkt: %(when)s Uhr.") % {"when": when}, messages.SUCCESS)
        return _back(first, "drucken")

    @method_decorator(require_POST)
    def take_back(self, request, year, month):
        """Undo a step; report records skipped because of later changes."""
        _refuse_others(request, _CHANGE, _PUBLISH)
        first, back = _month(year, month), f"{_url('prepare', _month(year, month))}#rueckgaengig"
        return run_or_confirm(self, request, lambda: self._undo(request, first), back_url=back)

    def _undo(self, request, first):
        try:
            result = undo.undo_step(parse_whole_number(request.POST.get("step")))
        except undo.NothingToUndo:
            text = _("Das ist schon zurückgenommen oder länger als einen Tag her.")
            self.message_user(request, text, messages.WARNING)
            return _back(first, "rueckgaengig")
        if result.restored:
            text = _("Zurückgenommen: %(titles)s") % {"titles": "; ".join(result.restored)}
            self.message_user(request, text, messages.SUCCESS)
        if result.skipped:
            text = _("Inzwischen von Hand geändert und so gelassen: %(titles)s") % {"titles": "; ".join(result.skipped)}
            self.message_user(request, text, messages.WARNING)
        return _back(first, "rueckgaengig")


def _states(request) -> dict[int, str]:
    """Return the states of the drafts that the page showed, by key of the event."""
    return {int(key): state for key, state in (shown_in(request.POST) or Shown()).states.items()}


def _refuse_others(request, *permissions):
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def _month(year, month) -> date:
    try:
        first = date(year, month, 1)
    except (ValueError, OverflowError):
        raise Http404 from None
    if not is_offered(first):
        raise Http404
    return first


def _url(name, first):
    return reverse(f"admin:month_{name}", args=[first.year, first.month])


def _back(first, anchor=""):
    return HttpResponseRedirect(_url("prepare", first) + (f"#{anchor}" if anchor else ""))


def _neighbour(first):
    return {"name": month_in_words(first), "url": _url("prepare", first)} if is_offered(first) else None
