"""Changes of an appointment at the desk: its time, and the person's name, mail address and number."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from counselling import permissions
from counselling.booking import corrections, moving
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots.booking_locks import lock_slot_and_reload
from counselling.models import AccessLogEntry, Booking, Slot
from kasch_site.common import clock
from kasch_site.common.admin.optimistic_locking.merging import page_context
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.text.whole_numbers import parse_whole_number

from .forms import CorrectionForm
from .free_times import desk_times
from .views import submitted_version


class ChangesMixin:
    """Pages of the desk that change a booking; they share the checks of `DeskMixin`."""

    def move(self, request, pk):
        """Choose another time of the topic; then ask who initiates the move, and move.

        The desk chooses among the times of all counsellors, a counsellor among their own.
        """
        row = self._record(request, pk, AccessLogEntry.How.RECORD)
        counsellor = None if permissions.is_at_desk(request.user) else row.slot.counsellor
        if request.method == "POST":
            try:
                return self._move(request, row, parse_whole_number(request.POST.get("slot")), counsellor)
            except BookingRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
                row.refresh_from_db()
                if row.state not in Booking.EXPECTED:
                    return HttpResponseRedirect(reverse("admin:counselling_booking_change", args=[row.pk]))
        chosen = request.POST.get("slot") or request.GET.get("slot")
        slot = _free_slot(row, parse_whole_number(chosen), counsellor)
        if slot:
            return self._page(request, _("Termin verlegen?"), "move", {"row": row, "to": slot})
        if chosen and request.method != "POST":
            self.message_user(request, _("Diese Zeit ist nicht mehr frei."), messages.ERROR)
        context = {"topic": row.topic, "times": desk_times(row.topic, request.GET, counsellor), "moves": row}
        return self._page(request, _("Andere Zeit"), "times", context)

    def _move(self, request, row, slot_pk, counsellor):
        if counsellor is not None and not Slot.objects.filter(pk=slot_pk, counsellor=counsellor).exists():
            raise BookingRefused(_("Diese Zeit ist nicht mehr frei."))
        by = Booking.By.HOUSE if request.POST.get("by") == Booking.By.HOUSE else Booking.By.PERSON
        with transaction.atomic():
            without_notification = "without_notification" in request.POST
            moving.move(
                row,
                slot_pk,
                by=by,
                by_staff=True,
                without_notification=without_notification,
                expected_version=submitted_version(request),
            )
            self.log_change(request, row, str(_("verlegt")))
        return HttpResponseRedirect(reverse("admin:counselling_slip", args=[row.pk]))

    @method_decorator(transaction.atomic)
    def correct(self, request, pk):
        """Correct the name, the mail address and the number of a person."""
        row = self._record(request, pk, AccessLogEntry.How.RECORD)
        self._require_desk(request)
        if request.method != "POST":
            return self._ask_for_correction(request, row, CorrectionForm(booking=row))
        try:
            row = lock_slot_and_reload(row)
        except BookingRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(self.list_url())
        form = CorrectionForm(request.POST, booking=row)
        if not form.is_valid() or is_shown_again(request):
            return self._ask_for_correction(request, row, form)
        return self._correct(request, row, form)

    def _correct(self, request, row, form):
        try:
            row = corrections.correct(
                row, form.contact(), without_notification=form.cleaned_data["without_notification"]
            )
        except BookingRefused as refused:
            form.add_error(None, str(refused))
            return self._ask_for_correction(request, row, form)
        self.log_change(request, row, str(_("Angaben geändert")))
        self.message_user(request, _("Gespeichert: %(name)s") % {"name": row.name}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:counselling_booking_change", args=[row.pk]))

    def _ask_for_correction(self, request, row, form):
        context = {"row": row, "form": form, "has_errors": bool(form.errors), **page_context([form])}
        return self._page(request, _("Angaben ändern"), "correct", context)


def _free_slot(row, pk, counsellor):
    """Return the slot with this primary key, if it is free now, of the topic of the booking and of the counsellor."""
    now = clock.now()
    free = Slot.objects.free(now).for_topic(row.topic).filter(pk=pk, starts_at__gt=now)
    if counsellor is not None:
        free = free.filter(counsellor=counsellor)
    return free.select_related("counsellor", "room").first()
