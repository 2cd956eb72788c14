"""Atom feed of new and changed dates, latest change first."""

from collections import defaultdict
from datetime import UTC, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.export import ical
from kasch_site.common.sections import entries
from kasch_site.common.text.plaintext import one_line
from kasch_site.common.text.time_words import when_in_words

from .feeds import publisher

MAX_ENTRIES = 50
AHEAD = timedelta(days=366)


def news(entries) -> list[list]:
    """Group dates into feed items, latest change first; each item is a list of entries by start.

    Dates created together under one title form one item, so that a new series is not 78 items. A cancelled date is
    always an item of its own.
    """
    pieces = defaultdict(list)
    for entry in entries:
        pieces[_occasion(entry)].append(entry)
    return sorted(pieces.values(), key=lambda dates: (_changed_at(dates), dates[0].key), reverse=True)[:MAX_ENTRIES]


class _Feed(Feed):
    feed_type = Atom1Feed

    def get_object(self, request):
        """Return the publisher."""
        return publisher(request)

    def title(self, house):
        return ": ".join(part for part in (one_line(house.name), _("neue und geänderte Termine")) if part)

    def link(self, house):
        return house.absolute(reverse("events:list"))

    def feed_url(self, house):
        return house.absolute(reverse("events:whats_new"))

    def author_name(self, house):
        return one_line(house.name) or None

    def items(self, house):
        """Return the latest items, each with the publisher."""
        now = clock.now()
        return [(house, dates) for dates in news(entries(now, now + AHEAD))]

    def item_title(self, item):
        _house, dates = item
        first = dates[0]
        return f"{ical.summary(first)}: {when_in_words(first.starts_at, first.ends_at, first.all_day)}"

    def item_description(self, item):
        house, dates = item
        return linebreaks("\n\n".join([*_further(dates), ical.description(dates[0], house)]), autoescape=True)

    def item_link(self, item):
        house, dates = item
        return house.absolute(dates[0].url)

    def item_guid(self, item):
        # Identify the change, not the date: the item stays the same when its first date has passed.
        return uuid5(NAMESPACE_URL, repr(_occasion(item[1][0]))).urn

    def item_updateddate(self, item):
        return _changed_at(item[1])

    def item_categories(self, item):
        category = item[1][0].category
        return [one_line(category.name)] if category else []


whats_new = require_safe(_Feed())


def _further(dates):
    if len(dates) == 1:
        return []
    count = len(dates) - 1
    return [ngettext("Und %(count)s weiterer Termin.", "Und %(count)s weitere Termine.", count) % {"count": count}]


def _occasion(entry):
    changed = _changed_at([entry])
    if entry.is_cancelled:
        return entry.app, entry.key, changed.isoformat()
    return entry.app, entry.title, changed.astimezone(UTC).replace(second=0, microsecond=0).isoformat()


def _changed_at(dates):
    return max(entry.changed_at for entry in dates)
