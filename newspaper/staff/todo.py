"""Frequent actions of the editors on the staff's first page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.sections import QuickAction

from .month_text import MAY_READ


def quick_actions(user) -> list[QuickAction]:
    """Return the user's frequent actions: the text of the coming month."""
    if not user.has_perm(MAY_READ):
        return []
    return [QuickAction(_("Termine für die Zeitung"), reverse("admin:newspaper_coming_month_text"))]
