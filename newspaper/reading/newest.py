"""The newest issue, as shown on the start page."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kasch_site.common import clock
from kasch_site.common.caching.versions import per_version
from newspaper.models import Article, Issue

from .images import PageImage, covers_of

SECTION = "newspaper"
# How long an issue counts as new, and how many of its articles the card names.
NEW_FOR, ON_CARD = timedelta(days=21), 3
# Issues that may be published later than the newest one residents see.
_MAX_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Newest:
    """An issue with its cover and its first articles."""

    issue: Issue
    cover: PageImage | None
    articles: tuple[Article, ...]

    def is_new(self, now: datetime) -> bool:
        """Return whether the issue appeared recently (`NEW_FOR`)."""
        day = self.issue.published_on
        return day is not None and timedelta(0) <= now - clock.local(day, time.min) < NEW_FOR


def newest(now: datetime) -> Newest | None:
    """Return the newest public issue; None if there is none. Cached, usually without a query."""
    return next((each for each in _released() if each.issue.is_published(now)), None)


@per_version(SECTION)
def _released() -> tuple[Newest, ...]:
    issues = list(Issue.objects.released().newest()[:_MAX_CANDIDATES])
    if len(issues) == _MAX_CANDIDATES and not any(issue.is_published(clock.now()) for issue in issues):
        issues += Issue.objects.published().newest()[:1]
    covers = covers_of(issues)
    articles = list(Article.objects.visible().filter(issue__in=issues).defer("text").in_order())
    return tuple(
        Newest(issue, covers.get(issue.pk), tuple(each for each in articles if each.issue_id == issue.pk)[:ON_CARD])
        for issue in issues
    )
