from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CounsellingConfig(AppConfig):
    name = "counselling"
    label = "counselling"
    verbose_name = _("Beratung")

    def ready(self):
        # These modules import models, which are not loaded yet when this module is imported.
        from .booking import bookings
        from .booking.offers import expired_slots
        from .booking.slots import expiry

        expiry.register(bookings.lapse_unconfirmed, expired_slots.process_expired)
