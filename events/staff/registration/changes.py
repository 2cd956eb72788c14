"""One registration at the desk: corrections, answers to offers, cancellation."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from events.models import Registration
from events.registration import corrections, registrations
from events.registration.capacity.capacity_locks import lock_capacity
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
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.visitors.staff import require

from .forms import ChangeForm
from .pages import RegistrationPagesMixin, date_url, redirect_to_date

GONE = format_lazy(
    _("Diese Anmeldung gibt es nicht mehr. {days} Tage nach dem Termin werden Namen gelöscht."),
    days=ACCESS_TOKEN_LIFETIME.days,
)


class ChangesMixin(RegistrationPagesMixin):
    """The page of one registration, and the page that asks before it is cancelled."""

    confirm_template = ConfirmBeforeSaveMixin.confirm_template

    def registration(self, request, key):
        """Show one registration with its status, corrections and actions."""
        require(self.has_view_permission(request))
        row = _registration(key)
        if row is None:
            self.message_user(request, GONE, messages.WARNING)
            return HttpResponseRedirect(self.list_url())
        if request.method != "POST":
            return self._show_registration(request, row, ChangeForm(registration=row))
        require(self.has_change_permission(request))
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
                    self, request, question, self.confirm_template, back_url=date_url(row.occurrence)
                )
            with transaction.atomic():
                row = action(row)
                self.log_change(request, row, str(log_text))
                if skips_notifications(request):
                    notifications.cancel(row)
        except RegistrationRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.report_status(request, row)
        return redirect_to_date(row.occurrence)

    @method_decorator(transaction.atomic)
    def _correct(self, request, row):
        lock_capacity(row.occurrence)
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
        row = corrections.correct(
            row, form.registrant(), without_notification=form.cleaned_data["without_notification"]
        )
        self.log_change(request, row, str(_("geändert")))
        self.message_user(request, _("Gespeichert: %(name)s") % {"name": row.name}, messages.SUCCESS)
        return redirect_to_date(row.occurrence)

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
        return self.render_page(request, row.name, "registration", context)

    def cancel(self, request, pk):
        """Ask for confirmation with the resulting notifications, then cancel. A past date is not changed."""
        require(self.has_change_permission(request))
        row = _registration(pk)
        try:
            if row is None or not row.is_active:
                raise RegistrationRefused(_("Da ist nichts mehr abzumelden."))
            if request.method != "POST":
                return self._ask_to_cancel(request, row)
            with transaction.atomic():
                waited = list(Registration.objects.for_date(row.occurrence).waiting().values_list("pk", flat=True))
                if "without_notification" in request.POST:
                    registrations.release(row)
                else:
                    registrations.cancel(row, by_staff=True)
                self.log_change(request, row, str(_("abgemeldet")))
        except RegistrationRefused as refused:
            self.message_user(request, str(refused), messages.INFO)
            return redirect_to_date(row.occurrence) if row else HttpResponseRedirect(self.list_url())
        link = reverse("admin:events_registration_change", args=[row.pk])
        sentence = _("%(name)s ist abgemeldet.") % {"name": row.name}
        undo = format_html('{} <a href="{}">{}</a>', sentence, link, _("Doch wieder anmelden"))
        self.message_user(request, undo, messages.SUCCESS)
        self._name_offered(request, Registration.objects.offered().filter(pk__in=waited, email=""))
        return redirect_to_date(row.occurrence)

    def _name_offered(self, request, offered):
        """Name the registrants with an offer but without mail; `CallsCausedMiddleware` leads to the call list."""
        names = ", ".join(offered.values_list("name", flat=True))
        if names:
            sentence = _("Ein Platz ist frei geworden. Er ist jetzt angeboten: %(names)s.") % {"names": names}
            self.message_user(request, sentence, messages.WARNING)

    def _ask_to_cancel(self, request, row):
        context = {"row": row, "date": row.occurrence, "details": notifications.details_of(row.occurrence)}
        context["lines"] = notifications_caused_by(row.occurrence, lambda: registrations.cancel(row, by_staff=True))
        return self.render_page(request, _("%(name)s abmelden?") % {"name": row.name}, "cancel", context)


_VERBS = {
    "accept": (registrations.accept, _("Angebot angenommen")),
    "return": (lambda row: registrations.reactivate(row, by_staff=True), _("wieder angemeldet")),
}


def _registration(key):
    """Return the registration with this key from a URL, or None."""
    registrations = Registration.objects.select_related(
        "capacity__occurrence__event__registration_settings", "capacity__occurrence__room"
    )
    return registrations.filter(pk=parse_whole_number(key)).first()
