"""Helpers shared by the pages: rate limits, and the response to an invalid link."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counselling.models import Topic
from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.rate_limits.limits import Limit, allow
from kasch_site.house.building import building
from kasch_site.visitors import secret_pages

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
# Visitors choose a slot a few times while looking around; more holds would block slots for others.
HOLDS = Limit("holds", visitor=15, house=300, everybody=3000)
# Parameter for a near deadline in URLs and forms, and its value.
DEADLINE, NEAR = "frist", "nah"

secret_page = secret_pages.secret_page("counselling:lookup")


def topic_at(slug) -> Topic:
    """Return the published topic with this slug; raise Http404."""
    return get_object_or_404(Topic.objects.published(), slug=slug)


def is_urgent(words) -> bool:
    """Return whether a query string or form says that the deadline is near."""
    return words.get(DEADLINE) == NEAR


def is_too_often(limit: Limit, request) -> bool:
    """Count an attempt and return whether it exceeds the limit."""
    return not allow(limit, client_of(request))


def too_many() -> str:
    """Return the message for a visitor who exceeded a rate limit."""
    house = building().house
    words = _("Von Ihrem Anschluss kam in dieser Stunde sehr viel. Versuchen Sie es in einer Stunde noch einmal.")
    if house is None or not house.phone:
        return words
    return f"{words} {_('Oder rufen Sie uns an, dann erledigen wir es: %(phone)s') % {'phone': house.phone}}"


def no_such_link(request):
    """Return the response to unknown, unrelated and expired tokens: the same for all of them."""
    return render(request, "counselling/no_such_link.html", status=404)
