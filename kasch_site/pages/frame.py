"""The frame of every page: header, menus, footer."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.caching.versions import per_version, stamp
from kasch_site.common.export.publisher import site_of
from kasch_site.common.sections import PageProvider, providers
from kasch_site.house.building import building
from kasch_site.house.models import House
from kasch_site.house.opening.status import open_now
from kasch_site.house.opening.week import week
from kasch_site.house.site_map import site_map
from kasch_site.house.web import colours
from kasch_site.visitors.web.secret_pages import shown_path

from .models import Page


@dataclass(frozen=True)
class MenuPage:
    """A staff page as a link."""

    place: str
    name: str
    url: str
    language: str
    role: str
    publish_at: object

    def shows(self, now):
        return self.publish_at is None or self.publish_at <= now


@per_version("pages")
def menu_pages() -> tuple[MenuPage, ...]:
    """Return the pages for menus and fixed roles, also those with a future publication time."""
    pages = Page.objects.released().defer("body")
    return tuple(
        MenuPage(
            page.menu, page.menu_name or page.title, page.get_absolute_url(), page.language, page.role, page.publish_at
        )
        for page in pages
    )


class Frame:
    """Read by base.html; each part is computed when the template asks for it."""

    def __init__(self, request):
        self.now = clock.now()
        self.path = shown_path(request)
        self.section = f"/{request.path.split('/')[1]}/"
        self.origin = site_of(request)
        self.url = self.origin + self.path
        self.building = building()
        # An empty house still has pages: an unsaved record takes its place.
        self.house = self.building.house or House(name=_("Unser Haus"), short_name=_("Unser Haus"))
        self.is_demo = settings.IS_DEMO
        self.pages = [page for page in menu_pages() if page.shows(self.now)]

    @property
    def phone_link(self):
        """Return the phone number as the target of a `tel:` link (RFC 3966)."""
        return self.house.phone_link

    @property
    def open_now(self):
        return open_now(self.now)

    @property
    def footer_key(self):
        """Return the cache key of the footer: versions of the house and of pages, the minute, and the path."""
        versions = [pair for pair in stamp() if pair[0] in ("house", "pages")]
        return f"{versions} {self.now:%Y-%m-%d %H:%M} {self.path}"

    @property
    def week(self):
        """Return the opening hours of this week, for the footer."""
        return week(timezone.localdate(self.now))

    @property
    def site_map(self):
        """Return the map to the house; None without one."""
        return site_map()

    @property
    def colours_digest(self):
        return colours.digest()

    @property
    def main_menu(self):
        return [entry for provider in providers(PageProvider) for entry in provider.menu()] + self._menu("main")

    @property
    def forms(self):
        """Return links to the short forms of all sections, for the footer."""
        return [entry for provider in providers(PageProvider) for entry in provider.forms()]

    @property
    def top_menu(self):
        return self._menu("top")

    @property
    def footer_menu(self):
        return self._menu("footer")

    @property
    def legal_menu(self):
        return self._menu("legal")

    @property
    def languages(self):
        """Return the languages that have a published welcome page, with their native names."""
        names = dict(settings.LANGUAGES)
        return [
            {"code": page.language, "name": names[page.language], "url": page.url}
            for page in self.pages
            if page.role == Page.Role.WELCOME and page.language in names
        ]

    @property
    def direction(self):
        return "rtl" if translation.get_language_bidi() else "ltr"

    def _menu(self, place):
        return [page for page in self.pages if page.place == place and page.language == settings.LANGUAGE_CODE]


def frame(request):
    """Return the template context `frame`, computed only where it is used; a context processor."""
    return {"frame": SimpleLazyObject(lambda: Frame(request))}
