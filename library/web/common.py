"""Shared code of the pages: a published title, and a person's own page."""

from functools import partial

from django.utils.translation import gettext as _

from kasch_site.common.not_found import PageNotFound
from kasch_site.visitors.web import own_page as own_pages
from library.models import Title

own_page = partial(own_pages.own_page, public_route="library:look_up", unknown="library/unknown_link.html")


MAX_KEY = 2**31 - 1  # a longer number in an address is too large for the database


def published_title(pk: int) -> Title:
    """Return the published title with this key, loaded for display; raise PageNotFound."""
    titles = Title.objects.published().for_display().prefetch_related("subjects")
    record = titles.filter(pk=pk).first() if pk <= MAX_KEY else None
    if record is None:
        raise PageNotFound(_("Diesen Titel haben wir nicht mehr. Suchen Sie im Katalog nach einem anderen."))
    return record
