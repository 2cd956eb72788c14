"""Tasks of inquiries on the first page of the admin."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from kasch_site.common.sections import Todo
from kasch_site.common.text.time_words import day_in_words
from kasch_site.house.building import building
from kasch_site.inquiries.models import Inquiry, Kind, Responsibility
from kasch_site.inquiries.retention import UNANSWERED_RETENTION, WARNING_LEAD_TIME


def todo(user) -> list[Todo]:
    """Return the tasks of this user."""
    return [item for permission, find in _CHECKS if user.has_perm(permission) for item in find(user)]


def _new(user):
    count = Inquiry.objects.new().count()
    if count:
        text = ngettext("Eine Anfrage ist neu.", "%(count)d Anfragen sind neu.", count) % {"count": count}
        yield Todo(text, f"{_list()}?state__exact=new", urgent=True, count=count)


def _assigned_to(user):
    count = Inquiry.objects.assigned_to(user).count()
    if count:
        text = ngettext(
            "Um eine Anfrage kümmern Sie sich, sie ist noch nicht beantwortet.",
            "Um %(count)d Anfragen kümmern Sie sich, sie sind noch nicht beantwortet.",
            count,
        ) % {"count": count}
        yield Todo(text, f"{_list()}?state__exact=assigned", count=count)


def _erased_soon(user):
    """Return a warning about unanswered inquiries that are about to be erased."""
    for inquiry in Inquiry.objects.open().received_before(clock.now() - UNANSWERED_RETENTION + WARNING_LEAD_TIME):
        day = day_in_words(timezone.localdate(inquiry.received_at + UNANSWERED_RETENTION))
        text = _("%(what)s ist nicht beantwortet und wird am %(day)s gelöscht.") % {"what": inquiry, "day": day}
        yield Todo(text, inquiry.desk_url, urgent=True)


def _kinds_without_responsible_person(user):
    covered = set(Responsibility.objects.values_list("kind", flat=True))
    for kind in Kind:
        if building().house is not None and kind not in covered:
            text = _("Für „%(kind)s“ ist noch niemand zuständig.") % {"kind": kind.label}
            yield Todo(text, f"{reverse('admin:inquiries_responsibility_add')}?kind={kind}")


def _list():
    return reverse("admin:inquiries_inquiry_changelist")


_CHECKS = [
    ("inquiries.change_inquiry", _new),
    ("inquiries.change_inquiry", _assigned_to),
    ("inquiries.change_inquiry", _erased_soon),
    ("inquiries.add_responsibility", _kinds_without_responsible_person),
]
