"""Tasks about the house's records, for the admin index."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.accounts import own_roles
from kasch_site.common import clock
from kasch_site.common.sections import Todo
from kasch_site.common.text.time_words import day_in_words
from kasch_site.house.building import building
from kasch_site.house.models import ContactPerson, SchoolHoliday
from kasch_site.house.opening.week import full_week, next_week_plan
from kasch_site.house.validators import is_at_mail_provider

HALF_A_YEAR = timedelta(days=183)


def todo(user) -> list[Todo]:
    """Return the tasks of this member of staff; none without a house record, which is a setup step."""
    if building().house is None:
        return []
    return [item for permission, find in _CHECKS if user.has_perm(permission) for item in find()]


def _opening_hours():
    today = clock.today()
    url = reverse("admin:house_openinghours_changelist")
    if not full_week(today):
        yield Todo(_("Es sind keine Öffnungszeiten eingetragen, die heute gelten."), url, urgent=True)
    change = next_week_plan(today)
    if change and not change[1]:
        day = day_in_words(change[0])
        yield Todo(_("Ab %(day)s gibt es keine Öffnungszeiten mehr.") % {"day": day}, url)


def _school_holidays():
    today = clock.today()
    if not SchoolHoliday.objects.between(today, today + HALF_A_YEAR).exists():
        text = _("Für das nächste halbe Jahr sind keine Schulferien eingetragen.")
        yield Todo(text, reverse("admin:house_schoolholiday_add"))


def _funders():
    for funder in building().funders:
        if funder.text:
            continue
        text = _("Beim Förderer „%(name)s“ fehlt der Förderhinweis.") % {"name": funder.name}
        yield Todo(text, reverse("admin:house_funder_change", args=[funder.pk]))


def _contacts():
    unreachable = ContactPerson.objects.filter(phone="", email="").count()
    if unreachable:
        text = ngettext(
            "Eine Ansprechperson hat weder Telefon noch E-Mail.",
            "%(count)s Ansprechpersonen haben weder Telefon noch E-Mail.",
            unreachable,
        ) % {"count": unreachable}
        yield Todo(text, reverse("admin:house_contactperson_changelist"), count=unreachable)


def _house():
    house = building().house
    url = reverse("admin:house_house_change", args=[house.pk])
    if not house.phone and not house.email:
        yield Todo(_("Beim Haus fehlen Telefon und E-Mail."), url, urgent=True)
    if not house.sender_email or is_at_mail_provider(house.sender_email):
        yield Todo(_("Die Website hat noch keinen eigenen Absender für E-Mails."), url)


def _own_roles():
    for change in own_roles.recent():
        text = _("%(name)s hat sich am %(day)s selbst eine Rolle gegeben: %(roles)s. War das abgesprochen?") % {
            "name": change.account.get_full_name() or change.account.get_username(),
            "day": day_in_words(timezone.localdate(change.at)),
            "roles": change.roles,
        }
        yield Todo(text, reverse("admin:accounts_user_change", args=[change.account_id]))


_CHECKS = [
    ("house.change_openinghours", _opening_hours),
    ("house.change_house", _house),
    ("accounts.change_user", _own_roles),
    ("house.add_schoolholiday", _school_holidays),
    ("house.change_contactperson", _contacts),
    ("house.change_funder", _funders),
]
