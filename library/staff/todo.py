"""Tasks of the library, and frequent actions, for the first page of the administration."""

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.accounts.roles import LIBRARY
from kasch_site.common import clock
from kasch_site.common.sections import FirstStep, QuickAction, Todo
from kasch_site.house.models import OpeningHours
from library.circulation.holds import queue
from library.models import Copy, Hold, LendingRules, Loan, PurchaseRequest, Title

from .permissions import is_at_desk, sees_statistics


def todo(user) -> list[Todo]:
    """Return the tasks of the desk: copies to fetch and ready ones, overdue loans, and purchase requests."""
    if not is_at_desk(user):
        return []
    today = clock.today()
    counted = (
        (queue.to_fetch().count(), _fetch, "admin:library_to_fetch", True),
        (Hold.objects.ready().filter(pickup_until__lte=today).count(), _last_day, "admin:library_ready", False),
        (Loan.objects.overdue(today).count(), _overdue, "admin:library_overdue", False),
        (
            PurchaseRequest.objects.open(today).count(),
            _requests_in_words,
            "admin:library_purchaserequest_changelist",
            False,
        ),
    )
    return [
        Todo(words(count) % {"count": count}, reverse(route), urgent=urgent, count=count)
        for count, words, route, urgent in counted
        if count
    ]


def quick_actions(user) -> list[QuickAction]:
    """Return the frequent actions of the user: the desk, a new patron, the statistics."""
    actions = []
    if is_at_desk(user):
        actions.append(QuickAction(_("Theke der Bibliothek"), reverse("admin:library_desk_changelist")))
        actions.append(QuickAction(_("Leserin oder Leser werden"), reverse("admin:library_patron_add")))
        actions.append(QuickAction(_("Neues Buch"), reverse("admin:library_title_add")))
    if sees_statistics(user):
        actions.append(QuickAction(_("Zahlen der Bibliothek"), reverse("admin:library_loan_changelist")))
    return actions


def first_steps() -> list[FirstStep]:
    """Return the first steps of a new library."""
    return [
        FirstStep(
            _("Eintragen, wann die Bibliothek geöffnet ist"),
            reverse("admin:house_openinghours_changelist"),
            OpeningHours.objects.filter(section="library").exists(),
        ),
        FirstStep(
            _("Die Regeln der Ausleihe ansehen und speichern"),
            reverse("admin:library_lendingrules_changelist"),
            LendingRules.objects.exists() or Copy.objects.exists(),
        ),
        FirstStep(_("Die ersten Bücher aufnehmen"), reverse("admin:library_title_add"), Title.objects.exists()),
    ]


def first_page(user) -> str:
    """Return the URL of the desk for users who have only roles of the library; "" for others."""
    roles = list(Group.objects.filter(user=user).values_list("name", flat=True)) if not user.is_superuser else []
    return reverse("admin:library_desk_changelist") if roles == [LIBRARY] else ""


def _fetch(count):
    return ngettext(
        "Ein Buch liegt im Regal, auf das jemand wartet: bitte holen.",
        "%(count)d Bücher stehen im Regal, auf die jemand wartet: bitte holen.",
        count,
    )


def _last_day(count):
    return ngettext(
        "Eine Vormerkung wird heute zum letzten Mal bereitgehalten.",
        "%(count)d Vormerkungen werden heute zum letzten Mal bereitgehalten.",
        count,
    )


def _overdue(count):
    return ngettext("Ein Buch ist überfällig.", "%(count)d Bücher sind überfällig.", count)


def _requests_in_words(count):
    return ngettext("Jemand sucht ein Buch.", "%(count)d Bücher werden gesucht.", count)
