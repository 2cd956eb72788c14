"""The contract of registration with the rest of the site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.registration.notifications.messages import KINDS, render_message
from events.registration.notifications.pending import pending_notifications, suppress
from events.registration.notifications.replies import apply_reply, with_replies
from events.registration.retention import erase_person, export, purge
from events.staff.registration.todo import todo
from kasch_site.accounts.roles import DESK, EDITORS, LEAD, all_permissions
from kasch_site.common.sections import (
    Chapter,
    HourlyWork,
    MenuEntry,
    MessageProvider,
    NotificationProvider,
    PageProvider,
    PersonalDataProvider,
    QuickAction,
    Section,
    StaffProvider,
)

from .registration.date_changes import dates_changed
from .registration.notifications.reminders import remind
from .registration.waitlist import waitlist


class RegistrationSection(
    Section, PageProvider, StaffProvider, MessageProvider, NotificationProvider, HourlyWork, PersonalDataProvider
):
    key = "registration"
    name = _("Anmeldungen")
    url_prefix = "anmeldung/"
    urls = "events.web.registration.urls"
    # Lists show only whether places are free; pages with the number validate their cache themselves (`availability`).
    watches = ("events.OccurrenceCapacity",)
    watched_columns = {"events.OccurrenceCapacity": ("places", "state")}
    personal_models = ("events.Registration",)
    reply_permission = "events.change_registration"
    handbook = (
        Chapter(
            "anmeldungen",
            _("Anmeldungen am Empfang"),
            "admin/handbook/registrations.html",
            models=("events.registration",),
        ),
        Chapter(
            "zaehlen", _("Zählen und Zahlen für Förderer"), "admin/handbook/counting.html", models=("events.headcount",)
        ),
    )
    permissions = {
        LEAD: all_permissions("events.registrationsettings", "events.registration", "events.headcount"),
        EDITORS: all_permissions("events.registrationsettings", "events.registration", "events.headcount"),
        DESK: ("events.view_registration", "events.add_registration", "events.change_registration"),
    }

    message_recipients = {"": ("events.Registration", "name")}

    @property
    def message_kinds(self):
        """Return the labels of the message kinds."""
        return KINDS

    def render_message(self, kind, subject):
        """Render a message; that of an offer has its replies."""
        return with_replies(render_message(kind, subject), kind, subject)

    apply_reply = staticmethod(apply_reply)

    def pending_notifications(self):
        """Return the pending notifications."""
        return pending_notifications()

    suppress = staticmethod(suppress)

    def forms(self):
        """Return the public look-up form."""
        return [MenuEntry(_("Meine Anmeldung"), reverse("registration:lookup"))]

    todo = staticmethod(todo)

    def quick_actions(self, user):
        """Return the quick actions that a user has permission for."""
        if not user.has_perm("events.view_registration"):
            return []
        return [QuickAction(_("Anmeldungen am Empfang"), reverse("admin:events_registration_changelist"))]

    def hourly(self, now):
        """Run the hourly jobs: lapse expired offers, send reminders, announce changes."""
        waitlist.lapse_overdue(now)
        remind(now)
        dates_changed()

    purge = staticmethod(purge)
    export = staticmethod(export)
    erase_person = staticmethod(erase_person)


section = RegistrationSection()
