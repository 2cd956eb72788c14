"""What the pages share: the limit of holds, urgency, and the response to an invalid link."""

from functools import partial

from django.shortcuts import get_object_or_404

from counselling.models import Topic
from kasch_site.common.rate_limits.limits import Limit
from kasch_site.visitors import own_page as own_pages
from kasch_site.visitors import secret_pages

# Visitors choose a slot a few times while looking around; more holds would block slots for others.
HOLD_LIMIT = Limit("holds", visitor=15, house=300, everybody=3000)
# Parameter for a near deadline in URLs and forms, and its value.
URGENT_PARAM, URGENT_VALUE = "frist", "nah"

secret_page = secret_pages.secret_page("counselling:lookup")
own_page = partial(own_pages.own_page, public_route="counselling:lookup", unknown="counselling/no_such_link.html")


def published_topic(slug) -> Topic:
    """Return the published topic with this slug; raise Http404."""
    return get_object_or_404(Topic.objects.published(), slug=slug)


def is_urgent(params) -> bool:
    """Return whether a query string or form says that the deadline is near."""
    return params.get(URGENT_PARAM) == URGENT_VALUE


def no_such_link(request):
    """Return the response to unknown, unrelated and expired tokens: the same for all of them."""
    return own_pages.no_such_link(request, "counselling/no_such_link.html")
