"""The section of messaging: open calls and letters as tasks, retention."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common.sections import Chapter, HourlyWork, RetentionProvider, Section, StaffProvider

from .delivery import manual_delivery
from .delivery.delivery import schedule_sending
from .models import Message
from .todo import todo

MESSAGE_RETENTION = timedelta(days=30)


class MessagingSection(Section, StaffProvider, HourlyWork, RetentionProvider):
    key = "messaging"
    name = _("Nachrichten")
    pages_with_persons = ("messaging.Message",)
    permissions = {
        LEAD: ("messaging.view_message", "messaging.change_message"),
        EDITORS: ("messaging.view_message", "messaging.change_message"),
    }

    handbook = (Chapter("anrufe-und-briefe", _("Anrufe und Briefe"), "admin/handbook/calls.html"),)

    todo = staticmethod(todo)

    def hourly(self, now):
        manual_delivery.cancel_obsolete()
        schedule_sending(now)

    def purge(self, before):
        return Message.objects.filter(finished_at__lt=before - MESSAGE_RETENTION).delete()[0]


section = MessagingSection()
