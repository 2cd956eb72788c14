"""What the house itself offers to the rest of the site."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.roles import EDITORS, LEAD, all_rights
from kasch_site.common.rooms import AppRoom


class HouseRoom(AppRoom):
    key = "house"
    name = _("Das Haus")
    urls = "kasch_site.house.urls"
    watches = (
        "house.House",
        "house.Room",
        "house.Language",
        "house.RoomSign",
        "house.ContactPerson",
        "house.Funder",
        "house.OpeningHours",
        "house.SpecialPeriod",
        "common.Picture",
    )
    permissions = {
        LEAD: all_rights(
            "house.room",
            "house.language",
            "house.roomsign",
            "house.contactperson",
            "house.funder",
            "house.openinghours",
            "house.specialperiod",
            "common.picture",
        )
        + ("house.view_house", "house.add_house", "house.change_house"),
        EDITORS: all_rights("house.specialperiod", "common.picture") + ("house.view_room", "house.view_language"),
    }


room = HouseRoom()
