"""The contract of registration with the rest of the site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.registration.notifications.answers import answer, with_answers
from events.registration.notifications.messages import KINDS, render_message
from events.registration.notifications.pending import pending_notifications, suppress
from events.registration.retention import erase_person, export, forget
from events.staff.registration.todo import todo
from kasch_site.accounts.roles import EDITORS, LEAD, all_rights
from kasch_site.common.sections import Chapter, MenuEntry, QuickAction, Section

from .registration import registrations
from .registration.notifications import notifications


class RegistrationSection(Section):
    key = "registration"
    name = _("Anmeldungen")
    address = "anmeldung/"
    urls = "events.web.registration_urls"
    # Lists show only whether places are free; pages with the number validate their cache themselves (`availability`).
    watches = ("events.OccurrenceCapacity",)
    watched_columns = {"events.OccurrenceCapacity": ("places", "state")}
    personal = ("events.Registration",)
    reply_permission = "events.change_registration"
    handbook = (
        Chapter("anmeldungen", _("Anmeldungen am Empfang"), "admin/handbook/signup.html"),
        Chapter("zaehlen", _("Zählen und Zahlen für Förderer"), "admin/handbook/counting.html"),
    )
    permissions = {
        LEAD: all_rights("events.registrationsettings", "events.registration", "events.headcount"),
        EDITORS: all_rights("events.registrationsettings", "events.registration", "events.headcount"),
    }

    @property
    def message_kinds(self):
        """Return the labels of the message kinds."""
        return KINDS

    def render_message(self, kind, subject):
        """Render a message, with the answers of an offer."""
        return with_answers(render_message(kind, subject), kind, subject)

    def answer(self, kind, subject, key):
        """Record the answer to an offer."""
        return answer(kind, subject, key)

    def pending_notifications(self):
        """Return the pending notifications."""
        return pending_notifications()

    def suppress(self, keys):
        """Suppress the pending notifications with these keys."""
        suppress(keys)

    def forms(self):
        """Return the public look-up form."""
        return [MenuEntry(_("Meine Anmeldung"), reverse("registration:lookup"))]

    def todo(self, user):
        """Return the open tasks of a user."""
        return todo(user)

    def quick_actions(self, user):
        """Return the quick actions that a user has permission for."""
        if not user.has_perm("events.view_registration"):
            return []
        return [QuickAction(_("Anmeldungen am Empfang"), reverse("admin:events_registration_changelist"))]

    def hourly(self, now):
        """Run the hourly jobs: lapse expired offers, send reminders, announce changes."""
        registrations.lapse_overdue(now)
        notifications.remind(now)
        notifications.dates_changed()

    def forget(self, before):
        """Delete registrations after their retention period; return the number deleted."""
        return forget(before)

    def export(self, contact):
        """Return the data stored about a contact."""
        return export(contact)

    def erase_person(self, contact):
        """Delete all registrations of a contact; return the number deleted."""
        return erase_person(contact)


section = RegistrationSection()
