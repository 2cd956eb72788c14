"""The section of the house itself."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts import own_roles
from kasch_site.accounts.roles import EDITORS, LEAD, all_permissions
from kasch_site.common.sections import (
    Chapter,
    DailyWork,
    PageProvider,
    QuickAction,
    RetentionProvider,
    Section,
    StaffProvider,
)

from .opening.public_holidays import record_public_holidays
from .staff.first_steps import first_steps
from .staff.todo import todo

_SPECIAL_DAYS = ("house.closingday", "house.otherhours", "house.schoolholiday", "house.publicholiday")


class HouseSection(Section, PageProvider, StaffProvider, DailyWork, RetentionProvider):
    key = "house"
    name = _("Das Haus")
    urls = "kasch_site.house.urls"
    watches = (
        "house.House",
        "house.MapLine",
        "house.MapPlace",
        "house.Milestone",
        "house.Room",
        "house.Language",
        "house.SectionAppearance",
        "house.ContactPerson",
        "house.Funder",
        "house.OpeningHours",
        "house.SpecialPeriod",
        "common.Picture",
    )
    permissions = {
        LEAD: (
            "house.view_house",
            "house.add_house",
            "house.change_house",
            *all_permissions(
                "house.mapline",
                "house.mapplace",
                "house.milestone",
                "house.room",
                "house.language",
                "house.sectionappearance",
                "house.contactperson",
                "house.funder",
                "house.openinghours",
                *_SPECIAL_DAYS,
                "common.picture",
            ),
            "accounts.view_user",
            "accounts.add_user",
            "accounts.change_user",
            "accounts.view_role",
        ),
        EDITORS: (
            "house.view_room",
            "house.view_language",
            *all_permissions(*_SPECIAL_DAYS, "common.picture", "house.milestone"),
        ),
    }
    handbook = (
        Chapter(
            "besondere-tage",
            _("Feiertage, Ferien, Schließtage"),
            "admin/handbook/special_days.html",
            models=("house.closingday", "house.publicholiday", "house.schoolholiday"),
        ),
        Chapter(
            "oeffnungszeiten",
            _("Öffnungszeiten, und „heute anders“"),
            "admin/handbook/opening_hours.html",
            models=("house.openinghours", "house.otherhours"),
        ),
        Chapter("karte", _("Die Karte zum Haus"), "admin/handbook/site_map.html", models=("house.house",)),
    )

    def quick_actions(self, user):
        if not user.has_perm("house.add_otherhours"):
            return []
        return [QuickAction(_("Öffnungszeit für einen Tag ändern"), reverse("admin:house_otherhours_add"))]

    def first_steps(self):
        return first_steps()

    todo = staticmethod(todo)

    def sitemap(self):
        return [(reverse("house:contact"), None)]

    daily = staticmethod(record_public_holidays)
    purge = staticmethod(own_roles.purge)


section = HouseSection()
