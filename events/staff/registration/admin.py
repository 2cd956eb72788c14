"""Admin of registrations: the desk (`desk`, `changes`), attendance and statistics (`statistics`)."""

from django.contrib import admin
from django.urls import path

from events.models import Registration
from kasch_site.visitors.staff import RequestAdmin

from .changes import ChangesMixin
from .desk import DeskMixin
from .statistics import StatisticsMixin


@admin.register(Registration)
class RegistrationAdmin(DeskMixin, ChangesMixin, StatisticsMixin, RequestAdmin):
    """Admin of registrations. Pages call the same functions as the website instead of saving fields."""

    templates = "admin/events/registration"

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("termin/<int:pk>/", view(self.date), name="registration_date"),
            path("termin/<int:pk>/liste/", view(self.sheet), name="registration_sheet"),
            path("<int:pk>/abmelden/", view(self.cancel), name="registration_cancel"),
            path("zaehlen/", view(self.count), name="registration_count"),
            path("zahlen/", view(self.statistics_view), name="registration_statistics"),
            path("zahlen/<int:year>/csv/", view(self.statistics_csv), name="registration_statistics_csv"),
            path("zahlen/<int:year>/pdf/", view(self.statistics_pdf), name="registration_statistics_pdf"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        """Show the list of dates, and the search over all of them."""
        return self.desk(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one registration; the call list links here."""
        return self.registration(request, object_id)
