"""What signing up offers to the rest of the house."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.roles import EDITORS, LEAD, all_rights
from kasch_site.common.rooms import AppRoom, Chapter, MenuEntry, QuickAction

from . import registration, telling
from .answers import answer, with_answers
from .forgetting import export, forget, forget_person
from .letters import KINDS, letter
from .todo import todo
from .untold import keep_quiet, untold


class SignUpRoom(AppRoom):
    key = "signup"
    name = _("Anmeldungen")
    address = "anmeldung/"
    urls = "events.signup.urls"
    # Lists of dates say whether places are free, not how many: a page with the number asks for itself (`availability`).
    watches = ("signup.Seating",)
    watched_columns = {"signup.Seating": ("places", "state")}
    personal = ("signup.SignUp",)
    answering_needs = "signup.change_signup"
    handbook = (
        Chapter("anmeldungen", _("Anmeldungen am Empfang"), "admin/handbook/signup.html"),
        Chapter("zaehlen", _("Zählen und Zahlen für Förderer"), "admin/handbook/counting.html"),
    )
    permissions = {
        LEAD: all_rights("signup.terms", "signup.signup", "signup.headcount"),
        EDITORS: all_rights("signup.terms", "signup.signup", "signup.headcount"),
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
        return [MenuEntry(_("Meine Anmeldung"), reverse("signup:enter"))]

    def todo(self, user):
        return todo(user)

    def quick_actions(self, user):
        if not user.has_perm("signup.view_signup"):
            return []
        return [QuickAction(_("Anmeldungen am Empfang"), reverse("admin:signup_signup_changelist"))]

    def hourly(self, now):
        registration.lapse_overdue(now)
        telling.remind(now)
        telling.dates_changed()

    def forget(self, before):
        return forget(before)

    def export(self, contact):
        return export(contact)

    def forget_person(self, contact):
        return forget_person(contact)


room = SignUpRoom()
