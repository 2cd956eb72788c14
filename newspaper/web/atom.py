"""Atom feed of the issues, the latest first, each with its contents."""

from datetime import time

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.text.plaintext import one_line
from kasch_site.house.web.feeds import HouseFeed
from newspaper.models import Article, Issue

from .common import paper_name

MAX_ISSUES = 20


class _Feed(HouseFeed):
    page_route, feed_route = "newspaper:archive", "newspaper:new_issues"

    def feed_name(self):
        """Return the name of the feed."""
        return paper_name()

    def items(self, house):
        """Return the newest issues, each with the publisher and its articles."""
        issues = list(Issue.objects.published().newest()[:MAX_ISSUES])
        articles = list(Article.objects.published().filter(issue__in=issues).in_order())
        return [(house, issue, [each for each in articles if each.issue_id == issue.pk]) for issue in issues]

    def item_title(self, item):
        _house, issue, _articles = item
        name = _("Ausgabe %(name)s") % {"name": issue.short_name}
        return f"{name}: {one_line(issue.theme)}" if issue.theme else name

    def item_description(self, item):
        house, _issue, articles = item
        lines = ((house.absolute(each.get_absolute_url()), one_line(each.title)) for each in articles)
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', lines))

    def item_link(self, item):
        house, issue, _articles = item
        return house.absolute(issue.get_absolute_url())

    def item_pubdate(self, item):
        return _appeared(item[1])

    def item_updateddate(self, item):
        return item[1].changed_at


def _appeared(issue):
    """Return when an issue appeared; if its day is unknown, when it was added."""
    return clock.local(issue.published_on, time.min) if issue.published_on else issue.changed_at


new_issues = require_safe(_Feed())
