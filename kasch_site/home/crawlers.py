"""Sitemap and robots.txt for search engines."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kasch_site.common.export.publisher import site_of
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.sections import PageProvider, providers


class SectionSitemap(Sitemap):
    """The sitemap of one section."""

    def __init__(self, section, site):
        self.section = section
        self.protocol, _separator, self.domain = site.partition("://")

    def get_domain(self, site=None):
        return self.domain

    def items(self):
        return list(self.section.sitemap())

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]


@allowed_query_params("p")
@require_safe
def sitemap(request):
    """Return the public pages of all sections, with absolute URLs (https://www.sitemaps.org/protocol.html)."""
    site = site_of(request)
    return sitemaps.sitemap(
        request, {section.key: SectionSitemap(section, site) for section in providers(PageProvider)}
    )


@require_safe
def robots(request):
    """Return robots.txt (RFC 9309): no crawling of a demo, nor of filtered lists, which repeat the same dates."""
    lines = ["User-agent: *"]
    if settings.IS_DEMO:
        lines += ["Disallow: /"]
    else:
        lines += ["Disallow: /admin/", "Disallow: /*?", "", f"Sitemap: {site_of(request)}{reverse('home:sitemap')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
