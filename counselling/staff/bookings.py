"""Bookings in the administration: desk and day (`desk`), statistics (`statistics`) and the access log."""

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy as _

from counselling import permissions
from counselling.models import AccessLogEntry, Booking
from kasch_site.common.admin.lists import ReadOnlyMixin
from kasch_site.visitors.staff import RequestAdmin

from .desk.changes import ChangesMixin
from .desk.views import DeskMixin
from .desk.waitlist import WaitlistMixin
from .statistics import StatisticsMixin


@admin.register(Booking)
class BookingAdmin(ChangesMixin, WaitlistMixin, DeskMixin, StatisticsMixin, RequestAdmin):
    """Records are not edited field by field: each page calls the same functions as the website."""

    templates = "admin/counselling"

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("tag/<str:day_of>/", view(self.day), name="counselling_day"),
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
    list_display = ["at", "by", "how", "booking_number", "is_waitlist"]
    list_filter = ["how", "by"]
    search_fields = ["^booking_number", "by__username", "by__first_name", "by__last_name"]
    search_help_text = _("Nummer des Termins oder wer gelesen hat")
    date_hierarchy = "at"
    list_per_page = 100
