"""Bookings in the administration: desk and day (`desk`), statistics (`statistics`) and the access log."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from counselling import permissions
from counselling.models import AccessLogEntry, Booking, Slot
from kasch_site.common.admin.lists import ReadOnlyMixin
from kasch_site.common.text.time_words import day_in_words
from kasch_site.visitors.staff import RequestAdmin

from .desk.changes import ChangesMixin
from .desk.views import DeskMixin
from .desk.waitlist import WaitlistMixin
from .statistics import StatisticsMixin


@admin.register(Booking)
class BookingAdmin(ChangesMixin, WaitlistMixin, DeskMixin, StatisticsMixin, RequestAdmin):
    """Admin of bookings. Pages call the same functions as the website instead of saving fields."""

    templates = "admin/counselling"

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("tag/<str:day_of>/", view(self.day), name="counselling_day"),
            path("woche/<str:day_of>/", view(self.week), name="counselling_week"),
            path("vergeben/<slug:slug>/", view(self.times), name="counselling_times"),
            path("vergeben/<slug:slug>/<int:slot>/", view(self.book), name="counselling_book"),
            path("vergeben/<slug:slug>/warteliste/", view(self.wait), name="counselling_wait"),
            path("<int:pk>/zettel/", view(self.slip), name="counselling_slip"),
            path("<int:pk>/absagen/", view(self.cancel), name="counselling_cancel"),
            path("<int:pk>/verlegen/", view(self.move), name="counselling_move"),
            path("<int:pk>/angaben/", view(self.correct), name="counselling_correct"),
            path("zahlen/", view(self.statistics_view), name="counselling_statistics"),
            path("zahlen/<int:year>/csv/", view(self.statistics_csv), name="counselling_statistics_csv"),
            path("offen/", view(self.walk_ins), name="counselling_walk_ins"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        """Show the desk, or the user's own day."""
        return self.index(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one booking; the call list links here."""
        return self.record(request, object_id)

    def has_module_permission(self, request):
        return permissions.may_open_desk(request.user)

    def has_view_permission(self, request, obj=None):
        return permissions.may_open_desk(request.user)

    def has_add_permission(self, request):
        return permissions.is_at_desk(request.user)

    def has_change_permission(self, request, obj=None):
        return permissions.may_open_desk(request.user)


@admin.register(AccessLogEntry)
class AccessLogEntryAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """The access log: read-only, for the lead."""

    keeps_drafts = False
    list_display = ["at", "by", "how", "record", "day"]
    list_filter = ["how", "by"]
    search_fields = ["^booking_number", "by__username", "by__first_name", "by__last_name"]
    search_help_text = _("Nummer des Termins oder wer gelesen hat")
    date_hierarchy = "at"
    list_per_page = 100

    def get_queryset(self, request):
        """Annotate the day of each appointment; None for waitlist entries, and after the booking is erased."""
        slot = Slot.objects.filter(bookings=OuterRef("booking_number")).values("starts_at")[:1]
        return super().get_queryset(request).annotate(slot_starts_at=Subquery(slot))

    @admin.display(description=_("welcher Eintrag"), ordering="booking_number")
    def record(self, entry):
        """Return the number of the appointment or of the waitlist entry."""
        text = _("Warteliste Nr. %(number)s") if entry.is_waitlist else _("Termin Nr. %(number)s")
        return text % {"number": entry.booking_number}

    @admin.display(description=_("Tag des Termins"))
    def day(self, entry):
        """Return the day of the appointment; "" if it is unknown."""
        if entry.is_waitlist or not entry.slot_starts_at:
            return ""
        return day_in_words(localdate(entry.slot_starts_at))
