"""Atom feed of new and changed dates, latest change first."""

from collections import defaultdict
from datetime import UTC, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.export import ical
from kasch_site.common.sections import entries
from kasch_site.common.text.plaintext import one_line
from kasch_site.common.text.time_words import when_in_words
from kasch_site.house.web.feeds import HouseFeed

MAX_ENTRIES = 50
AHEAD = timedelta(days=366)


def group_into_items(entries) -> list[list]:
    """Group dates into feed items, latest change first; each item is a list of entries by start.

    Dates created together under one title form one item, not one item per date. A cancelled date is always an item of
    its own.
    """
    groups = defaultdict(list)
    for entry in entries:
        groups[_grouping_key(entry)].append(entry)
    return sorted(groups.values(), key=lambda dates: (_changed_at(dates), dates[0].key), reverse=True)[:MAX_ENTRIES]


class _Feed(HouseFeed):
    page_route, feed_route = "events:list", "events:whats_new"

    def feed_name(self):
        """Return the name of the feed."""
        return _("neue und geänderte Termine")

    def items(self, publisher):
        """Return the latest items, each with the publisher."""
        now = clock.now()
        return [(publisher, dates) for dates in group_into_items(entries(now, now + AHEAD))]

    def item_title(self, item):
        _publisher, dates = item
        first = dates[0]
        return f"{ical.summary(first)}: {when_in_words(first.starts_at, first.ends_at, first.all_day)}"

    def item_description(self, item):
        publisher, dates = item
        return linebreaks(
            "\n\n".join([*_more_dates_line(dates), ical.description(dates[0], publisher)]), autoescape=True
        )

    def item_link(self, item):
        publisher, dates = item
        return publisher.absolute(dates[0].url)

    def item_guid(self, item):
        # Identify the change, not the date: the item stays the same when its first date has passed.
        return uuid5(NAMESPACE_URL, repr(_grouping_key(item[1][0]))).urn

    def item_updateddate(self, item):
        return _changed_at(item[1])

    def item_categories(self, item):
        category = item[1][0].category
        return [one_line(category.name)] if category else []


whats_new = require_safe(_Feed())


def _more_dates_line(dates):
    if len(dates) == 1:
        return []
    count = len(dates) - 1
    return [ngettext("Und %(count)s weiterer Termin.", "Und %(count)s weitere Termine.", count) % {"count": count}]


def _grouping_key(entry):
    changed = _changed_at([entry])
    if entry.is_cancelled:
        return entry.app, entry.key, changed.isoformat()
    return entry.app, entry.title, changed.astimezone(UTC).replace(second=0, microsecond=0).isoformat()


def _changed_at(dates):
    return max(entry.changed_at for entry in dates)
