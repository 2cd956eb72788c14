"""The desk: dates with registration, the registrants of each, new registrations, attendance, the sheet."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from events.models import HeadCount, Occurrence
from events.registration import registrations
from events.registration.notifications import notifications
from events.registration.participation import is_bookable
from events.registration.refusals import RegistrationRefused
from events.registration.statistics.attendance import count, lock_head_counts
from kasch_site.common import clock
from kasch_site.common.admin.optimistic_locking.merging import page_context
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.text.german_order import sort_key
from kasch_site.visitors.staff import require

from . import search as registration_search
from .forms import CountForm, RegisterForm
from .pages import RegistrationPagesMixin, redirect_to_date


class DeskMixin(RegistrationPagesMixin):
    """The list of dates, and the page of each. Every action redirects to the date with a message."""

    def desk(self, request):
        """Show dates with registration; with a search term, the matches over all dates."""
        require(self.has_view_permission(request))
        query = request.GET.get("q", "").strip()
        context = {"query": query, "shows_all": "alle" in request.GET}
        if query:
            context |= {
                "registrations": registration_search.search(query),
                "dates": registration_search.search_dates(query),
            }
        else:
            context |= {
                "dates": registration_search.upcoming_dates(everything="alle" in request.GET),
                "past_dates": registration_search.past_dates(),
            }
        return self.render_page(request, _("Anmeldungen"), "desk", context)

    def date(self, request, pk):
        """Show all registrants of one date, and the short registration form."""
        require(self.has_view_permission(request))
        date = _date(pk)
        action = request.POST.get("do") if request.method == "POST" else ""
        if action in ("register", "register-anyway"):
            return self._register(request, date, ignores_others=action == "register-anyway")
        if action == "count":
            return self._count(request, date)
        return self._show_date(request, date)

    def _register(self, request, date, ignores_others):
        require(self.has_add_permission(request))
        form = RegisterForm(request.POST)
        if not form.is_valid() or is_shown_again(request):
            return self._show_date(request, date, form=form)
        try:
            with transaction.atomic():
                row = registrations.register(date, form.registrant(), form.idempotency_key(), by_staff=True)
                if not ignores_others:
                    refuse_others(form, row)
                if form.cleaned_data["without_notification"]:
                    notifications.cancel(row)
                self.log_addition(request, row, [{"added": {}}])
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
            return self._show_date(request, date, form=form)
        self.report_status(request, row)
        return redirect_to_date(date)

    @method_decorator(transaction.atomic)
    def _count(self, request, date):
        lock_head_counts([date])
        form = CountForm(request.POST, occurrence=date, came=_came(date))
        require(request.user.has_perm("events.change_headcount"))
        if not form.is_valid() or is_shown_again(request):
            return self._show_date(request, date, count_form=form)
        count(date, form.cleaned_data["came"])
        self.message_user(request, _("Gespeichert. Danke fürs Zählen!"), messages.SUCCESS)
        return redirect_to_date(date)

    def _show_date(self, request, date, form=None, count_form=None):
        now = clock.now()
        is_over = date.ends_at <= now
        if is_over and count_form is None:
            count_form = CountForm(occurrence=date, came=_came(date))
        context = {
            "date": date,
            "details": notifications.details_of(date),
            "line": registration_search.line_of(date),
            "registrations": registration_search.registrations_of(date),
            "is_over": is_over,
            "takes_registrations": is_bookable(date, by_staff=True),
            "form": form or RegisterForm(),
            "count_form": count_form,
            **page_context([count_form] if count_form else []),
            "has_errors": bool((form and form.errors) or (count_form and count_form.errors)),
            "query": "",
        }
        return self.render_page(request, date.shown_title, "date", context)

    def sheet(self, request, pk):
        """Show the attendance sheet for printing: names and numbers, no contacts."""
        require(self.has_view_permission(request))
        date = _date(pk)
        registrations = registration_search.registrations_of(date)
        context = {
            "date": date,
            "details": notifications.details_of(date),
            "booked": sorted(registrations.booked, key=lambda row: sort_key(row.name)),
            "people": registrations.people,
            "empty_lines": range(6),
        }
        return self.render_page(request, _("Teilnahmeliste"), "sheet", context)


def refuse_others(form, row):
    """Raise `RegistrationRefused` with the names if the contact has other registrations; staff decide."""
    others = registration_search.others_of(row)
    if not others:
        return
    form.is_there_already = True
    names = ", ".join(f"{each.name} ({each.get_state_display()}, {each})" for each in others)
    text = _(
        "Schon angemeldet mit diesem Kontakt: %(who)s. Ist das noch jemand anderes, klicken Sie „Trotzdem anlegen“."
    )
    raise RegistrationRefused(text % {"who": names})


def _date(pk):
    dates = Occurrence.objects.select_related("event__registration_settings", "series", "room")
    return get_object_or_404(dates, pk=pk)


def _came(date):
    return HeadCount.objects.filter(pk=date.pk).values_list("came", flat=True).first()
