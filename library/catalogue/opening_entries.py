"""Opening hours of the library as calendar entries for months and printed plans, with the new books."""

from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import Entry, Facts, Repetition
from kasch_site.common.text.isolates import isolated
from kasch_site.house.building import building, section_name
from kasch_site.house.opening.status import open_periods_on
from library.circulation.loans.due_dates import SECTION
from library.models import Title

# Books count as new for so long; an entry names a few of them.
NEW_FOR = timedelta(days=31)
MAX_NAMED = 3
# The hours of later weeks repeat, and would be a fifth of every subscribed calendar.
SHOWN_AHEAD = timedelta(days=45)
_ONE_DAY = timedelta(days=1)


def entries_between(start: datetime, end: datetime) -> list[Entry]:
    """Return the hours of the library that overlap [start, end), earliest first, until `SHOWN_AHEAD` and to the end of
    that month: a month is never shown in part.

    None without hours of its own.
    The first ones of each month, and the next ones from today on, name the new books; in one query.
    """
    end = min(end, clock.local(clock.next_month((clock.today() + SHOWN_AHEAD).replace(day=1))))
    records = building()
    if not any(hours.section == SECTION for hours in records.section_hours):
        return []
    sessions = [each for day in _days(start, end) for each in open_periods_on(records, day, SECTION)]
    shown = [(opens, closes) for opens, closes in sessions if opens < end and closes > start]
    naming = _days_with_news([timezone.localdate(opens) for opens, _closes in shown])
    news = _new_titles(min(naming), max(naming)) if naming else []
    name = _("%(library)s geöffnet") % {"library": section_name(SECTION, _("Bibliothek"))}
    return [_entry(name, *each, news if timezone.localdate(each[0]) in naming else []) for each in shown]


def _days(start, end):
    first, last = timezone.localdate(start) - _ONE_DAY, timezone.localdate(end)
    return [first + number * _ONE_DAY for number in range((last - first).days + 1)]


def _days_with_news(days: list[date]) -> set[date]:
    """Return the days that list new books: the first of these days in each month, and the next one from today on."""
    firsts: dict[tuple, date] = {}
    for day in days:
        firsts.setdefault((day.year, day.month), day)
    upcoming = [day for day in days if day >= clock.today()]
    return {*firsts.values(), *upcoming[:1]}


def _new_titles(first, last):
    """Return name, day and change of the titles that are new on one of these days, latest first."""
    new = Title.objects.published().filter(added_on__gt=first - NEW_FOR, added_on__lte=last).newest()
    return list(new.values_list("title", "added_on", "changed_at")[: MAX_NAMED * 20])


def _entry(name, opens, closes, titles) -> Entry:
    day = timezone.localdate(opens)
    new = [title for title in titles if day - NEW_FOR < title[1] <= day]
    changed = max((changed_at for _name, _day, changed_at in new), default=clock.local(day - NEW_FOR))
    news = _in_words([name for name, _day, _changed in new])
    return Entry(
        key=f"{SECTION}:open:{opens.astimezone(UTC):%Y-%m-%dT%H%M}",
        title=name,
        starts_at=opens,
        ends_at=closes,
        url=reverse("library:catalogue"),
        app=SECTION,
        summary=news,
        printed_note=news.removesuffix("."),
        facts=Facts(is_free=True, needs_sign_up=False),
        changed_at=changed,
        repetition=Repetition.WEEKLY,
    )


def _in_words(names):
    if not names:
        return ""
    named = ", ".join(f"„{isolated(name)}“" for name in names[:MAX_NAMED])
    return _("Neu im Regal: %(titles)s.") % {"titles": named}
