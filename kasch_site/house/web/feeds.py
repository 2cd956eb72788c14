"""The base of the Atom feeds of all sections, published by the house."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from kasch_site.common.export.publisher import Publisher, site_of
from kasch_site.common.text.plaintext import one_line
from kasch_site.house.building import building


def publisher(request) -> Publisher:
    """Return the house as publisher, with the URL of the website."""
    return Publisher.of(building().house, site_of(request))


class HouseFeed(Feed):
    """An Atom feed of a section: `page_route` is the route of its page, `feed_route` its own."""

    feed_type = Atom1Feed
    page_route: str
    feed_route: str

    def feed_name(self) -> str:
        """Return the name of the feed, without that of the house."""
        raise NotImplementedError

    def get_object(self, request):
        """Return the publisher, the argument of the other methods."""
        return publisher(request)

    def title(self, house: Publisher) -> str:
        """Return the name of the house and that of the feed."""
        return ": ".join(part for part in (one_line(house.name), one_line(self.feed_name())) if part)

    def link(self, house: Publisher) -> str:
        """Return the absolute URL of the page."""
        return house.absolute(reverse(self.page_route))

    def feed_url(self, house: Publisher) -> str:
        """Return the absolute URL of the feed."""
        return house.absolute(reverse(self.feed_route))

    def author_name(self, house: Publisher) -> str | None:
        """Return the name of the house; None if it has none."""
        return one_line(house.name) or None
