"""The section of messaging: open calls and letters as tasks, retention."""

from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common.sections import Chapter, HourlyWork, RetentionProvider, Section, StaffProvider

from .delivery import manual_delivery
from .delivery.delivery import schedule_sending
from .retention import purge
from .todo import todo


class MessagingSection(Section, StaffProvider, HourlyWork, RetentionProvider):
    key = "messaging"
    name = _("Nachrichten")
    models_showing_personal_data = ("messaging.Message",)
    permissions = {
        LEAD: ("messaging.view_message", "messaging.change_message"),
        EDITORS: ("messaging.view_message", "messaging.change_message"),
    }

    handbook = (
        Chapter(
            "anrufe-und-briefe", _("Anrufe und Briefe"), "admin/handbook/calls.html", models=("messaging.message",)
        ),
    )

    todo = staticmethod(todo)

    def hourly(self, now):
        manual_delivery.cancel_obsolete()
        schedule_sending(now)

    purge = staticmethod(purge)


section = MessagingSection()
