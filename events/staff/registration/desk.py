"""The desk: registrants of a date, and actions requested by phone."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from events.models import HeadCount, Occurrence, Registration
from events.registration import corrections, registrations
from events.registration.attendance import count, lock_head_counts
from events.registration.notifications import notifications
from events.registration.notifications.messages import ACCESS_TOKEN_LIFETIME
from events.registration.notifications.preview import notifications_caused_by
from events.registration.participation import is_bookable
from events.registration.refusals import RegistrationRefused
from kasch_site.common import clock
from kasch_site.common.admin.confirmation.save import (
    CONFIRMED,
    ConfirmBeforeSaveMixin,
    Consequences,
    render_confirmation,
    run_or_confirm,
    skips_notifications,
    with_notifications,
)
from kasch_site.common.admin.optimistic_locking.merging import page_context
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.text.german_order import sort_key
from kasch_site.visitors.staff import allow

from . import search as registration_search
from .forms import ChangeForm, CountForm, RegisterForm

GONE = format_lazy(
    _("Diese Anmeldung gibt es nicht mehr. {days} Tage nach dem Termin werden Namen gelöscht."),
    days=ACCESS_TOKEN_LIFETIME.days,
)
NOW = {
    Registration.State.BOOKED: _("%(name)s ist angemeldet. Der Code: %(code)s"),
    Registration.State.OFFERED: _("%(name)s hat ein Angebot. Der Code: %(code)s"),
    Registration.State.WAITING: _("Es ist nicht genug Platz: %(name)s steht auf der Warteliste. Der Code: %(code)s"),
    Registration.State.LAPSED: _("Das Angebot an %(name)s ist verfallen."),
    Registration.State.CANCELLED: _("%(name)s ist abgemeldet."),
}


class DeskMixin:
    """Pages of the desk. Each action redirects to the date with a message."""

    confirm_template = ConfirmBeforeSaveMixin.confirm_template

    def desk(self, request):
        """Show dates with registration; with a search term, the matches over all dates."""
        allow(self.has_view_permission(request))
        query = request.GET.get("q", "").strip()
        context = {"query": query, "shows_all": "alle" in request.GET}
        if query:
            context |= {
                "registrations": registration_search.search(query),
                "dates": registration_search.search_dates(query),
            }
        else:
            context |= {
                "dates": registration_search.dates_to_come(everything="alle" in request.GET),
                "past_dates": registration_search.dates_over(),
            }
        return self._page(request, _("Anmeldungen"), "desk", context)

    def date(self, request, pk):
        """Show all registrants of one date, and the short registration form."""
        allow(self.has_view_permission(request))
        date = _date(pk)
        action = request.POST.get("do") if request.method == "POST" else ""
        if action in ("register", "register-anyway"):
            return self._register(request, date, anyway=action == "register-anyway")
        if action == "count":
            return self._count(request, date)
        return self._show_date(request, date)

    def _register(self, request, date, anyway):
        allow(self.has_add_permission(request))
        form = RegisterForm(request.POST)
        if not form.is_valid() or is_shown_again(request):
            return self._show_date(request, date, form=form)
        try:
            with transaction.atomic():
                row = registrations.register(date, form.registrant(), form.idempotency_key(), by_staff=True)
                if not anyway:
                    refuse_others(form, row)
                if form.cleaned_data["quietly"]:
                    notifications.cancel(row)
                self.log_addition(request, row, [{"added": {}}])
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
            return self._show_date(request, date, form=form)
        self._report_status(request, row)
        return _back_to(date)

    @method_decorator(transaction.atomic)
    def _count(self, request, date):
        lock_head_counts([date])
        form = CountForm(request.POST, occurrence=date, came=_came(date))
        allow(request.user.has_perm("events.change_headcount"))
        if not form.is_valid() or is_shown_again(request):
            return self._show_date(request, date, count_form=form)
        count(date, form.cleaned_data["came"])
        self.message_user(request, _("Gespeichert. Danke fürs Zählen!"), messages.SUCCESS)
        return _back_to(date)

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
        return self._page(request, date.shown_title, "date", context)

    def registration(self, request, key):
        """Show one registration with its status, corrections and actions."""
        allow(self.has_view_permission(request))
        row = _registration(key)
        if row is None:
            self.message_user(request, GONE, messages.WARNING)
            return HttpResponseRedirect(self.list_url())
        if request.method != "POST":
            return self._show_registration(request, row, ChangeForm(registration=row))
        allow(self.has_change_permission(request))
        if is_shown_again(request):
            return self._show_registration(request, row, ChangeForm(request.POST, registration=row))
        verb = _VERBS.get(request.POST.get("do"))
        return self._perform(request, row, *verb) if verb else self._correct(request, row)

    def _perform(self, request, row, action, log_text):
        """Carry out the action of a button after a preview of its notifications; show a refusal on the date's page."""
        try:
            if CONFIRMED not in request.POST and (
                details := notifications_caused_by(row.occurrence, lambda: action(row))
            ):
                question = with_notifications(Consequences(row.name, [str(log_text)]), details)
                return render_confirmation(
                    self, request, question, self.confirm_template, back_url=_url(row.occurrence)
                )
            with transaction.atomic():
                row = action(row)
                self.log_change(request, row, str(log_text))
                if skips_notifications(request):
                    notifications.cancel(row)
        except RegistrationRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self._report_status(request, row)
        return _back_to(row.occurrence)

    @method_decorator(transaction.atomic)
    def _correct(self, request, row):
        registrations.lock_capacity(row.occurrence)
        row = _registration(row.pk)
        if row is None:
            self.message_user(request, GONE, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:events_registration_changelist"))
        form = ChangeForm(request.POST, registration=row)
        if not form.is_valid():
            return self._show_registration(request, row, form)
        try:
            # The person concerned is on the phone and covered by a checkbox; others may get the places released.
            return run_or_confirm(self, request, lambda: self._save_correction(request, row, form))
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
            return self._show_registration(request, row, form)

    def _save_correction(self, request, row, form):
        row = corrections.correct(row, form.registrant(), quietly=form.cleaned_data["quietly"])
        self.log_change(request, row, str(_("geändert")))
        self.message_user(request, _("Gespeichert: %(name)s") % {"name": row.name}, messages.SUCCESS)
        return _back_to(row.occurrence)

    def _show_registration(self, request, row, form):
        date = row.occurrence
        waits = row.state == Registration.State.WAITING
        context = {
            "row": row,
            "code": row.spelled_code,
            "date": date,
            "details": notifications.details_of(date),
            "position": Registration.objects.ahead_of(row).count() + 1 if waits else None,
            "form": form,
            **page_context([form]),
            "has_errors": bool(form.errors),
            "is_over": date.ends_at <= clock.now(),
            "may_return": not row.is_active and is_bookable(date, by_staff=True),
        }
        return self._page(request, row.name, "registration", context)

    def cancel(self, request, pk):
        """Ask for confirmation with the resulting notifications, then cancel. A past date is not changed."""
        allow(self.has_change_permission(request))
        row = _registration(pk)
        try:
            if row is None or not row.is_active:
                raise RegistrationRefused(_("Da ist nichts mehr abzumelden."))
            if request.method != "POST":
                return self._ask_to_cancel(request, row)
            with transaction.atomic():
                waited = list(Registration.objects.for_date(row.occurrence).waiting().values_list("pk", flat=True))
                if "quietly" in request.POST:
                    registrations.release(row)
                else:
                    registrations.cancel(row, by_staff=True)
                self.log_change(request, row, str(_("abgemeldet")))
        except RegistrationRefused as refused:
            self.message_user(request, str(refused), messages.INFO)
            return _back_to(row.occurrence) if row else HttpResponseRedirect(self.list_url())
        link = reverse("admin:events_registration_change", args=[row.pk])
        sentence = _("%(name)s ist abgemeldet.") % {"name": row.name}
        undo = format_html('{} <a href="{}">{}</a>', sentence, link, _("Doch wieder anmelden"))
        self.message_user(request, undo, messages.SUCCESS)
        self._name_offered(request, Registration.objects.offered().filter(pk__in=waited, email=""))
        return _back_to(row.occurrence)

    def _name_offered(self, request, offered):
        """Name the registrants with an offer but without mail; `CallsCausedMiddleware` leads to the call list."""
        names = ", ".join(offered.values_list("name", flat=True))
        if names:
            sentence = _("Ein Platz ist frei geworden. Er ist jetzt angeboten: %(names)s.") % {"names": names}
            self.message_user(request, sentence, messages.WARNING)

    def _ask_to_cancel(self, request, row):
        context = {"row": row, "date": row.occurrence, "details": notifications.details_of(row.occurrence)}
        context["lines"] = notifications_caused_by(row.occurrence, lambda: registrations.cancel(row, by_staff=True))
        return self._page(request, _("%(name)s abmelden?") % {"name": row.name}, "cancel", context)

    def sheet(self, request, pk):
        """Show the attendance sheet for printing: names and numbers, no contacts."""
        allow(self.has_view_permission(request))
        date = _date(pk)
        registrations = registration_search.registrations_of(date)
        context = {
            "date": date,
            "details": notifications.details_of(date),
            "booked": sorted(registrations.booked, key=lambda row: sort_key(row.name)),
            "people": registrations.people,
            "empty_lines": range(6),
        }
        return self._page(request, _("Teilnahmeliste"), "sheet", context)

    def _report_status(self, request, row):
        text = NOW[row.state] % {"name": row.name, "code": row.spelled_code}
        self.message_user(
            request, text, messages.WARNING if row.state == Registration.State.WAITING else messages.SUCCESS
        )

    def _page(self, request, title, template, context):
        rights = {
            "may_add": self.has_add_permission(request),
            "may_change": self.has_change_permission(request),
            "may_count": request.user.has_perm("events.change_headcount"),
        }
        return self.page(request, title, template, {**rights, **context})


_VERBS = {
    "accept": (registrations.accept, _("Angebot angenommen")),
    "return": (lambda row: registrations.reactivate(row, by_staff=True), _("wieder angemeldet")),
}


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


def _registration(key):
    """Return the registration with this key from a URL, or None."""
    if not str(key).isdecimal() or len(str(key)) > 18:
        return None
    registrations = Registration.objects.select_related(
        "capacity__occurrence__event__registration_settings", "capacity__occurrence__room"
    )
    return registrations.filter(pk=key).first()


def _url(date):
    return reverse("admin:registration_date", args=[date.pk])


def _back_to(date):
    return HttpResponseRedirect(_url(date))
