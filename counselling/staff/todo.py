"""Tasks of counselling on the staff's first page, and frequent actions."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from counselling import permissions
from counselling.models import Booking, Counsellor, ScheduleRule
from counselling.scheduling.slot_generation import unmatched_slots
from kasch_site.common import clock
from kasch_site.common.sections import QuickAction, Todo


def todo(user) -> list[Todo]:
    """Return tasks for booked slots that match no rule and counsellors without rules, limited to the user's
    permissions.
    """
    tasks = []
    if permissions.is_at_desk(user) or user.has_perm("counselling.change_schedulerule"):
        tasks += _unmatched_bookings()
    if permissions.is_at_desk(user):
        tasks += _without_interpreter()
    if user.has_perm("counselling.add_schedulerule"):
        tasks += _without_hours()
    return tasks


def quick_actions(user) -> list[QuickAction]:
    """Return the user's frequent actions, by permission: booking or the own day, sick leave, and the statistics."""
    actions, own = [], permissions.counsellor_of(user)
    if user.has_perm("counselling.add_absence"):
        label = _("Ich bin krank") if own else _("Jemand aus der Beratung ist krank")
        actions.append(QuickAction(label, reverse("admin:counselling_absence_ill")))
    if permissions.is_at_desk(user):
        actions.insert(0, QuickAction(_("Beratungstermin vergeben"), reverse("admin:counselling_booking_changelist")))
    elif own:
        actions.insert(0, QuickAction(_("Wer heute zu mir kommt"), reverse("admin:counselling_booking_changelist")))
    if user.has_perm(permissions.STATISTICS):
        actions.append(QuickAction(_("Zahlen der Beratung"), reverse("admin:counselling_statistics")))
    return actions


def _unmatched_bookings():
    count = len(unmatched_slots())
    if count:
        text = ngettext(
            "Ein vergebener Beratungstermin passt zu keiner Sprechstunde mehr.",
            "%(count)d vergebene Beratungstermine passen zu keiner Sprechstunde mehr.",
            count,
        )
        yield Todo(
            text % {"count": count}, reverse("admin:counselling_schedulerule_unmatched"), urgent=True, count=count
        )


def _without_interpreter():
    """Yield a task for upcoming appointments in a language that the counsellor does not speak."""
    missing = [row for row in Booking.objects.needing_interpreter(clock.now()) if not row.interpreter_ordered]
    if missing:
        text = ngettext(
            "Für einen Beratungstermin ist noch keine Übersetzung bestellt.",
            "Für %(count)d Beratungstermine ist noch keine Übersetzung bestellt.",
            len(missing),
        )
        url = reverse("admin:counselling_booking_change", args=[missing[0].pk])
        yield Todo(text % {"count": len(missing)}, url, count=len(missing))


def _without_hours():
    idle = Counsellor.objects.filter(is_active=True).exclude(pk__in=ScheduleRule.objects.values("counsellor"))
    for counsellor in idle:
        text = _("Für „%(name)s“ ist noch keine Sprechstunde eingetragen.") % {"name": counsellor}
        yield Todo(text, f"{reverse('admin:counselling_schedulerule_add')}?counsellor={counsellor.pk}")
