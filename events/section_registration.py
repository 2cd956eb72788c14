"""What signing up offers to the rest of the house."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.registration.answers import answer, with_answers
from events.registration.messages import KINDS, letter
from events.registration.pending import keep_quiet, untold
from events.registration.retention import export, forget, forget_person
from events.staff.registration_todo import todo
from kasch_site.accounts.roles import EDITORS, LEAD, all_rights
from kasch_site.common.sections import Chapter, MenuEntry, QuickAction, Section

from .registration import notifications, registrations


class RegistrationSection(Section):
    key = "registration"
    name = _("Anmeldungen")
    address = "anmeldung/"
    urls = "events.web.registration_urls"
    # Lists of dates say whether places are free, not how many: a page with the number asks for itself (`availability`).
    watches = ("events.OccurrenceCapacity",)
    watched_columns = {"events.OccurrenceCapacity": ("places", "state")}
    personal = ("events.Registration",)
    answering_needs = "events.change_registration"
    handbook = (
        Chapter("anmeldungen", _("Anmeldungen am Empfang"), "admin/handbook/signup.html"),
        Chapter("zaehlen", _("Zählen und Zahlen für Förderer"), "admin/handbook/counting.html"),
    )
    permissions = {
        LEAD: all_rights("events.registrationsettings", "events.registration", "events.headcount"),
        EDITORS: all_rights("events.registrationsettings", "events.registration", "events.headcount"),
    }

    @property
    def letters(self):
        return KINDS

    def letter(self, kind, subject):
        return with_answers(letter(kind, subject), kind, subject)

    def answer(self, kind, subject, key):
        return answer(kind, subject, key)

    def untold(self):
        return untold()

    def keep_quiet(self, keys):
        keep_quiet(keys)

    def forms(self):
        return [MenuEntry(_("Meine Anmeldung"), reverse("registration:enter"))]

    def todo(self, user):
        return todo(user)

    def quick_actions(self, user):
        if not user.has_perm("events.view_registration"):
            return []
        return [QuickAction(_("Anmeldungen am Empfang"), reverse("admin:events_registration_changelist"))]

    def hourly(self, now):
        registrations.lapse_overdue(now)
        notifications.remind(now)
        notifications.dates_changed()

    def forget(self, before):
        return forget(before)

    def export(self, contact):
        return export(contact)

    def forget_person(self, contact):
        return forget_person(contact)


section = RegistrationSection()
