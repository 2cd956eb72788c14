"""What the pages share: how often something may be tried, and what they answer to a dead link."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counselling.models import Topic
from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.rate_limits.limits import Limit, allow
from kasch_site.house.building import building
from kasch_site.visitors import secret_pages

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
# Whoever looks around chooses a few times; nobody needs to keep more than these from others.
HOLDS = Limit("holds", visitor=15, house=300, everybody=3000)
# How the question for a deadline is called in addresses and forms, and what stands there if it is near.
DEADLINE, NEAR = "frist", "nah"

secret_page = secret_pages.secret_page("counselling:enter")


def topic_at(slug) -> Topic:
    """The topic at that address, if residents may see it; raises Http404."""
    return get_object_or_404(Topic.objects.published(), slug=slug)


def is_urgent(words) -> bool:
    """Whether a query or a form says that the deadline is near."""
    return words.get(DEADLINE) == NEAR


def is_too_often(limit: Limit, request) -> bool:
    """Count a try, and say whether it was one too many."""
    return not allow(limit, client_of(request))


def too_many() -> str:
    """What somebody reads who has tried too often."""
    house = building().house
    words = _("Von Ihrem Anschluss kam in dieser Stunde sehr viel. Versuchen Sie es in einer Stunde noch einmal.")
    if house is None or not house.phone:
        return words
    return f"{words} {_('Oder rufen Sie uns an, dann erledigen wir es: %(phone)s') % {'phone': house.phone}}"


def no_such_link(request):
    """The answer to words that are unknown, meant for something else, or out of date: the same to all of them."""
    return render(request, "counselling/no_such_link.html", status=404)
