"""What counselling offers to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.rooms import AppRoom


class CounsellingRoom(AppRoom):
    key = "counselling"
    name = _("Beratung")
    address = "beratung/"
    urls = "counselling.urls"
    watches = ("counselling.Topic", "counselling.Situation", "counselling.Counsellor", "counselling.Hours",
               "counselling.Absence", "counselling.Slot")  # fmt: skip
    personal = ("counselling.Booking", "counselling.Wish")


room = CounsellingRoom()
