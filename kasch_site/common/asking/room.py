"""What asking offers to the rest of the house: the page for staff, and its own forgetting."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.roles import LEAD
from kasch_site.common.rooms import AppRoom, Chapter

from .answering import forget


class AskingRoom(AppRoom):
    key = "asking"
    name = _("Auskunft und Löschen")
    permissions = {LEAD: ("asking.view_answer", "asking.add_answer")}
    handbook = (Chapter("auskunft", _("„Was wissen Sie über mich?“"), "admin/handbook/asking.html"),)

    def forget(self, before):
        return forget(before)


room = AskingRoom()
