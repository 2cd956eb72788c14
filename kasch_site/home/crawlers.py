"""What search engines are told: which addresses there are, and which they need not fetch."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kasch_site.common.export.publisher import site_of
from kasch_site.common.forms.query_params import understands
from kasch_site.common.sections import PageProvider, providers


class RoomSitemap(Sitemap):
    """The addresses that one room offers."""

    def __init__(self, room, site):
        self.room = room
        self.protocol, _separator, self.domain = site.partition("://")

    def get_domain(self, site=None):
        return self.domain

    def items(self):
        return list(self.room.sitemap())

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]


@understands("p")
@require_safe
def sitemap(request):
    """Every public page of every room, at the address of the website (https://www.sitemaps.org/protocol.html)."""
    site = site_of(request)
    return sitemaps.sitemap(request, {room.key: RoomSitemap(room, site) for room in providers(PageProvider)})


@require_safe
def robots(request):
    """robots.txt (RFC 9309): a demo wants no search engine; filters would be the same dates in endless mixtures."""
    lines = ["User-agent: *"]
    if settings.IS_DEMO:
        lines += ["Disallow: /"]
    else:
        lines += ["Disallow: /admin/", "Disallow: /*?", "", f"Sitemap: {site_of(request)}{reverse('home:sitemap')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
