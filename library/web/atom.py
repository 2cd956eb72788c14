"""Atom feed of new titles, the latest first."""

from datetime import time

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.text.plaintext import one_line, printable
from kasch_site.house.web.feeds import HouseFeed
from library.catalogue.descriptions import facts, language_code_of
from library.models import Title

MAX_TITLES = 40


class _LanguageTaggingHandler:
    """Pass XML on to a handler, with the language of an entry's title (`xml:lang`, XML 1.0, 2.12)."""

    def __init__(self, handler, code):
        self._handler, self._code = handler, code

    def __getattr__(self, name):
        return getattr(self._handler, name)

    def addQuickElement(self, name, contents=None, attrs=None):
        attributes = {**(attrs or {}), **({"xml:lang": self._code} if name == "title" else {})}
        self._handler.addQuickElement(name, contents, attributes)


class _AtomWithLanguages(Atom1Feed):
    def add_item_elements(self, handler, item):
        code = item["title_language"]
        super().add_item_elements(_LanguageTaggingHandler(handler, code) if code else handler, item)


class _Feed(HouseFeed):
    feed_type = _AtomWithLanguages
    page_route, feed_route = "library:catalogue", "library:new_titles"

    def feed_name(self):
        """Return the name of the feed."""
        return _("neue Bücher")

    def items(self, house):
        """Return the newest titles, each with the publisher."""
        newest = Title.objects.published().for_display().prefetch_related("subjects").newest()[:MAX_TITLES]
        return [(house, title) for title in newest]

    def item_title(self, item):
        _house, title = item
        return one_line(title.title)

    def item_extra_kwargs(self, item):
        return {"title_language": language_code_of(item[1])}

    def item_description(self, item):
        _house, title = item
        return linebreaks("\n\n".join(filter(None, map(printable, [facts(title), title.description]))), autoescape=True)

    def item_link(self, item):
        house, title = item
        return house.absolute(title.get_absolute_url())

    def item_pubdate(self, item):
        return clock.local(item[1].added_on, time.min)

    def item_updateddate(self, item):
        return clock.local(item[1].added_on, time.min)

    def item_categories(self, item):
        return [one_line(subject.name) for subject in item[1].subjects.all()]


new_titles = require_safe(_Feed())
