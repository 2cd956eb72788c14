"""Admin of registrations: the desk (`registration_desk`), attendance and statistics (`registration_statistics`)."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from events.models import Registration

from .desk import DeskMixin
from .statistics import StatisticsMixin


@admin.register(Registration)
class RegistrationAdmin(DeskMixin, StatisticsMixin, admin.ModelAdmin):
    """Admin of registrations. Pages call the same functions as the website instead of saving fields."""

    keeps_drafts = False

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("termin/<int:pk>/", view(self.date), name="registration_date"),
            path("termin/<int:pk>/liste/", view(self.sheet), name="registration_sheet"),
            path("<int:pk>/abmelden/", view(self.cancel), name="registration_cancel"),
            path("zaehlen/", view(self.count), name="registration_count"),
            path("zahlen/", view(self.numbers), name="registration_numbers"),
            path("zahlen/<int:year>/csv/", view(self.numbers_csv), name="registration_numbers_csv"),
            path("zahlen/<int:year>/pdf/", view(self.numbers_pdf), name="registration_numbers_pdf"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        """Show the list of dates, and the search over all of them."""
        return self.desk(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one registration; the call list links here."""
        return self.registration(request, object_id)

    def add_view(self, request, form_url="", extra_context=None):
        """Redirect to the list of dates: registration starts with the choice of a date."""
        return HttpResponseRedirect(reverse("admin:events_registration_changelist"))

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse("admin:events_registration_change", args=[object_id]))

    def has_delete_permission(self, request, obj=None):
        """Return False: registrations are cancelled; names are deleted by retention."""
        return False
