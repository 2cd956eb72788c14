"""The desk and the counsellor's day: book in three clicks, move and cancel."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counselling import access_log, permissions
from counselling.booking import bookings, desk_bookings, interpreters
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import AccessLogEntry, Booking, Slot, Topic
from counselling.notifications import notifications
from counselling.notifications.interpreting import interpreting_of
from kasch_site.common import clock
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.house.building import building
from kasch_site.visitors.staff import require

from . import day, search
from .forms import DeskBookingForm
from .free_times import desk_times, upcoming

ALTERNATIVES = 6  # free times shown beside a refusal
_INDEX = "index"
_SELECT_RELATED = ("slot__counsellor", "slot__room", "topic", "interpreter")


class DeskMixin:
    """Each page checks `access` first; opening a record adds an entry to the access log."""

    def index(self, request):
        """Show today, the search over all bookings, and the link to a new one."""
        self._require_access(request)
        query = request.GET.get("q", "").strip()
        today = clock.today()
        context = {"query": query, "today": today, "is_at_desk": permissions.is_at_desk(request.user), "back": _INDEX}
        context["tomorrow"] = today + timedelta(days=1)
        if query:
            bookings_found = search.search(query, permissions.readable_bookings(request.user))
            access_log.log(request.user, AccessLogEntry.How.RECORD, bookings_found)
            context["bookings_found"] = bookings_found
        else:
            context["days"] = self._days(request, today)
            context["topics"] = Topic.objects.published() if context["is_at_desk"] else []
        return self._page(request, _("Beratung: Termine"), "desk", context)

    def day(self, request, day_of):
        """Show a printable list of a day: to counsellors their own with topics, to the desk everybody's without."""
        self._require_access(request)
        chosen = _parse_day(day_of)
        context = {"day": chosen, "days": self._days(request, chosen), "back": chosen.isoformat()}
        context["before"], context["after"] = chosen - timedelta(days=1), chosen + timedelta(days=1)
        return self._page(request, _("Tagesliste"), "day", context)

    def week(self, request, day_of):
        """Show the week of a day: to counsellors their own, to the desk everybody's, without topics."""
        self._require_access(request)
        chosen = _parse_day(day_of)
        monday = chosen - timedelta(days=chosen.weekday())
        days = day.week(monday, self._only_counsellor(request))
        self._log_days(request, [of_counsellor for _day, each in days for of_counsellor in each])
        context = {"week": days, "monday": monday, "sunday": monday + timedelta(days=6), "today": clock.today()}
        context["before"], context["after"] = monday - timedelta(days=7), monday + timedelta(days=7)
        return self._page(request, _("Woche"), "week", context)

    def _days(self, request, chosen):
        """Return the day lists that this user may see, and log the access."""
        days = day.days(chosen, self._only_counsellor(request))
        self._log_days(request, days)
        own = permissions.counsellor_of(request.user)
        return [
            {"of": day_of_counsellor, "shows_topics": own is not None and day_of_counsellor.counsellor.pk == own.pk}
            for day_of_counsellor in days
        ]

    def _only_counsellor(self, request):
        return None if permissions.is_at_desk(request.user) else permissions.counsellor_of(request.user)

    def _log_days(self, request, days):
        shown = [line.booking for day_of_counsellor in days for line in day_of_counsellor.expected]
        access_log.log(request.user, AccessLogEntry.How.DAY, shown)

    def times(self, request, slug):
        """First click: show the next slots of a topic, including urgent ones, which the desk may use."""
        self._require_desk(request)
        topic = get_object_or_404(Topic, slug=slug)
        context = {"topic": topic, "times": desk_times(topic, request.GET), "moves": None}
        return self._page(request, topic.name, "times", context)

    def book(self, request, slug, slot):
        """Second and third click: enter the person's details, then show the slip."""
        self._require_desk(request)
        topic, time = get_object_or_404(Topic, slug=slug), get_object_or_404(Slot, pk=slot)
        form, others = DeskBookingForm(request.POST or None), []
        if request.method == "POST" and form.is_valid() and not is_shown_again(request):
            try:
                with transaction.atomic():
                    row = desk_bookings.book(time.pk, topic, form.person(), form.idempotency_key())
                    if form.cleaned_data["without_notification"]:
                        notifications.cancel(row)
                    self.log_addition(request, row, [{"added": {}}])
                return HttpResponseRedirect(reverse("admin:counselling_slip", args=[row.pk]))
            except BookingRefused as refused:
                form.add_error(None, str(refused))
                others = upcoming(topic, ALTERNATIVES)
        context = {"topic": topic, "time": time, "form": form, "times": others}
        context["has_errors"] = bool(form.errors)
        return self._page(request, _("Termin vergeben"), "book", context)

    def slip(self, request, pk):
        """Show a printable slip for the person: date, place and code, but not the topic."""
        row = self._record(request, pk, AccessLogEntry.How.SLIP)
        context = {"row": row, "code": row.spelled_code, "house": building().house}
        return self._page(request, _("Zettel"), "slip", context)

    def record(self, request, key):
        """Show one booking: its needs, and the available actions."""
        row = self._record(request, key, AccessLogEntry.How.RECORD)
        if request.method == "POST":
            return self._record_outcome(request, row)
        now = clock.now()
        context = {
            "row": row,
            "code": row.spelled_code,
            "needs": day.needs_of(row),
            "interpreting": interpreting.value if (interpreting := interpreting_of(row)) else "",
            "is_over": row.slot.ends_at <= now,
            "has_begun": row.slot.starts_at <= now,
            "should_be_called": day.should_be_called(row),
            "offers": list(row.offers.open().select_related("slot")),
            "is_at_desk": permissions.is_at_desk(request.user),
            "query": "",
        }
        return self._page(request, row.name, "record", context)

    def _record_outcome(self, request, row):
        """Perform the action of a button; show a refusal as a message."""
        action = request.POST.get("do")
        outcome = _OUTCOMES.get(action)
        try:
            if outcome is None and action not in _INTERPRETER:
                raise BookingRefused(_("Diesen Knopf gibt es nicht."))
            with transaction.atomic():
                if action in _INTERPRETER:
                    interpreters.set_ordered(
                        row, is_ordered=_INTERPRETER[action], expected_version=submitted_version(request)
                    )
                    self.log_change(request, row, str(_("Dolmetschen")))
                else:
                    desk_bookings.record_attendance(row, outcome, expected_version=submitted_version(request))
                    self.log_change(request, row, str(Booking.State(outcome).label))
        except BookingRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.message_user(request, _("Eingetragen. Danke!"), messages.SUCCESS)
        return _redirect_back(request, row)

    def cancel(self, request, pk):
        """Ask once for confirmation and who cancels; then cancel the booking."""
        row = self._record(request, pk, AccessLogEntry.How.RECORD)
        if request.method != "POST":
            return self._page(request, _("Termin absagen?"), "cancel", {"row": row})
        by = Booking.By.HOUSE if request.POST.get("by") == Booking.By.HOUSE else Booking.By.PERSON
        try:
            with transaction.atomic():
                bookings.cancel(row, by=by, by_staff=True, expected_version=submitted_version(request))
                if "without_notification" in request.POST:
                    notifications.cancel(row)
                self.log_change(request, row, str(_("abgesagt")))
            self.message_user(request, _("Der Termin ist abgesagt, die Zeit wird wieder frei."), messages.SUCCESS)
        except BookingRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            row.refresh_from_db()
            if row.state in Booking.EXPECTED:  # it has changed meanwhile: ask again
                return self._page(request, _("Termin absagen?"), "cancel", {"row": row})
        return _redirect_back(request, row)

    def _record(self, request, key, how) -> Booking:
        """Return the record if the user may open it, and log the access; same response for forbidden and unknown
        numbers.
        """
        self._require_access(request)
        readable = permissions.readable_bookings(request.user).select_related(*_SELECT_RELATED)
        row = readable.filter(pk=parse_whole_number(key)).first()
        if row is None:
            raise Http404
        access_log.log(request.user, how, [row])
        return row

    def _require_access(self, request):
        require(permissions.may_open_desk(request.user))

    def _require_desk(self, request):
        require(permissions.is_at_desk(request.user))

    def _page(self, request, title, template, context):
        return self.page(request, title, template, {"now": clock.now(), **context})


_INTERPRETER = {"ordered": True, "not_ordered": False}
_OUTCOMES = {"came": Booking.State.CAME, "missed": Booking.State.MISSED, "undo": Booking.State.BOOKED}


def submitted_version(request) -> str:
    """Return the version of the booking that the page of a submitted form showed; "" if the form carries none."""
    return request.POST.get("version", "")


def _parse_day(text):
    day = clock.parse_day(text)
    if day is None:
        raise Http404
    return day


def _redirect_back(request, row):
    """Redirect to the list that contains the button, otherwise to the record."""
    origin = request.POST.get("back", "")
    if origin == _INDEX:
        return HttpResponseRedirect(reverse("admin:counselling_booking_changelist"))
    if origin:
        return HttpResponseRedirect(reverse("admin:counselling_day", args=[_parse_day(origin).isoformat()]))
    return HttpResponseRedirect(reverse("admin:counselling_booking_change", args=[row.pk]))
