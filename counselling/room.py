"""What counselling offers to the rest of the house."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.roles import COUNSELLORS, DESK, LEAD, all_rights
from kasch_site.common.rooms import AppRoom, MenuEntry
from kasch_site.house.building import sign_name


class CounsellingRoom(AppRoom):
    key = "counselling"
    name = _("Beratung")
    address = "beratung/"
    urls = "counselling.urls"
    watches = ("counselling.Topic", "counselling.Situation", "counselling.Counsellor", "counselling.Hours",
               "counselling.Absence", "counselling.Slot")  # fmt: skip
    personal = ("counselling.Booking", "counselling.Wish")
    permissions = {
        LEAD: (
            *all_rights("counselling.topic", "counselling.situation", "counselling.counsellor"),
            *all_rights("counselling.hours", "counselling.absence"),
            "counselling.view_reading",
            "counselling.see_numbers",
        ),
        DESK: ("counselling.work_at_desk", "outbox.view_message", "outbox.change_message"),
        COUNSELLORS: ("counselling.see_own_people",),
    }

    def menu(self):
        return [MenuEntry(sign_name(self.key, self.name), reverse("counselling:topics"))]

    def forms(self):
        return [MenuEntry(_("Mein Beratungstermin"), reverse("counselling:enter"))]

    def sitemap(self):
        from .models import Topic

        topics = Topic.objects.published().only("slug", "changed_at")
        return [(reverse("counselling:topics"), None), *((each.get_absolute_url(), each.changed_at) for each in topics)]

    @property
    def letters(self):
        from .letters import KINDS

        return KINDS

    def letter(self, kind, subject):
        from .letters import letter

        return letter(kind, subject)

    def refused(self, kind, subject):
        from .telling import refused

        refused(kind, subject)

    def hourly(self, now):
        from . import booking, telling, tidying

        booking.lapse_unconfirmed(now)
        tidying.tidy(now)
        telling.remind(now)

    def forget(self, before):
        from .forgetting import forget

        return forget(before)

    def export(self, contact):
        from .forgetting import export

        return export(contact)

    def forget_person(self, contact):
        from .forgetting import forget_person

        return forget_person(contact)


room = CounsellingRoom()
