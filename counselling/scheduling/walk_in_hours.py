"""Walk-in hours, for which no appointment is needed, as calendar entries.

They are computed from schedule rules, which are cached until something about them changes. On a closing day or during
an absence they remain visible as cancelled; the reason of an absence is not published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import SimpleNamespace

from django.db.models import FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from counselling.models import ScheduleRule, Topic
from kasch_site.common import clock
from kasch_site.common.caching.versions import per_version
from kasch_site.common.sections import Entry, Facts, Repetition, Status
from kasch_site.common.text.german_order import GermanOrder, sort_key
from kasch_site.house.building import building

from .schedule_rules import SpecialDays, bounds_on, days_of

APP = "counselling"
# Maximum number of topics in a title.
MAX_IN_TITLE = 2
# The sequence counts the seconds since then: it grows with each change and stays below 2^31 until 2088.
_SEQUENCE_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _OpenHours:
    """A walk-in schedule rule, as `schedule_rules` expects it, and its display values."""

    pk: int
    counsellor: int
    weekday: int
    every_weeks: int
    starts: time
    ends: time
    valid_from: date
    valid_until: date | None
    room_id: int | None
    room: str
    is_step_free: bool | None
    changed_at: datetime
    topics: tuple[Topic, ...]
    # Start, end, time of the last change.
    absences: tuple[tuple[datetime, datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The cached data: released topics, and all walk-in schedule rules."""

    topics: tuple[Topic, ...]
    open_hours: tuple[_OpenHours, ...]
    # URLs of topics by slug.
    addresses: dict[str, str]


_TOPIC_FIELDS = ("pk", "name", "slug", "status", "publish_at", "booking_closes_hours_before", "changed_at")
_RULE_FIELDS = (
    *("pk", "counsellor", "weekday", "every_weeks", "starts", "ends", "valid_from", "valid_until", "room_id"),
    *("room__name", "room__is_step_free", "changed_at"),
)
_ABSENCE_FIELDS = ("starts_at", "ends_at", "changed_at")


def released_topics() -> tuple[Topic, ...]:
    """Return released topics in order, with the fields needed for links and availability queries."""
    return _snapshot().topics


def address_of(topic: Topic) -> str:
    """Return the URL of a released topic."""
    return _snapshot().addresses[topic.slug]


def entries_between(start: datetime, end: datetime) -> list[Entry]:
    """Return walk-in hours that overlap [start, end), ordered by start; makes no query while the cache is valid."""
    special = SpecialDays(building().periods)
    return _entries(_snapshot().open_hours, special, start, end)


def planned_between(start: datetime, end: datetime, *, as_if_open: bool = False) -> list[Entry]:
    """Return planned walk-in hours only, uncached, for dry runs of a save.

    `as_if_open` ignores closing days, to show what one of them affects.
    """
    special = SpecialDays.between(timezone.localdate(start), timezone.localdate(end))
    if as_if_open:
        special = special.without_closings()
    return [entry for entry in _entries(_load_snapshot().open_hours, special, start, end) if not entry.is_cancelled]


@per_version("counselling", "house")
def _snapshot() -> _Snapshot:
    return _load_snapshot()


def _load_snapshot() -> _Snapshot:
    """Load topics, their walk-in rules and the absences of their counsellors, in one query."""
    topics: dict[int, Topic] = {}
    topics_and_absences: dict[tuple, tuple[dict, set]] = {}
    for row in _snapshot_rows():
        topic_fields, rule, absence_fields = row[: len(_TOPIC_FIELDS)], row[len(_TOPIC_FIELDS) : -4], row[-4:]
        topic = topics.setdefault(topic_fields[0], Topic(**dict(zip(_TOPIC_FIELDS, topic_fields, strict=True))))
        is_active, *absence = absence_fields
        if not is_active:
            continue
        topics_of_rule, absences = topics_and_absences.setdefault(rule, ({}, set()))
        topics_of_rule[topic.pk] = topic
        if absence[0] is not None:
            absences.add(tuple(absence))
    hours = (
        _OpenHours(*rule, tuple(topics_of_rule.values()), tuple(sorted(absences)))
        for rule, (topics_of_rule, absences) in topics_and_absences.items()
    )
    addresses = {topic.slug: topic.get_absolute_url() for topic in topics.values()}
    return _Snapshot(tuple(topics.values()), tuple(hours), addresses)


def _snapshot_rows():
    """Return one row for each combination of topic, rule and absence."""
    open_hours = FilteredRelation("schedule_rules", condition=Q(schedule_rules__kind=ScheduleRule.Kind.WALK_IN))
    names = (
        *_TOPIC_FIELDS,
        *(f"open__{name}" for name in _RULE_FIELDS),
        "open__counsellor__is_active",
        *(f"open__counsellor__absences__{name}" for name in _ABSENCE_FIELDS),
    )
    topics = Topic.objects.released().annotate(open=open_hours)
    return topics.order_by("order", GermanOrder("name"), "open__pk").values_list(*names)


def _entries(open_hours: Iterable[_OpenHours], special, start, end) -> list[Entry]:
    first, last = timezone.localdate(start), timezone.localdate(end)
    now, list_url = clock.now(), reverse("counselling:topics")
    entries = []
    for rule in open_hours:
        topics = [topic for topic in rule.topics if topic.is_published(now)]
        if not topics:
            continue
        shared = _shared_fields(topics, list_url)
        days = days_of(rule, first, last)
        entries += [
            entry for day in days if (entry := _entry(rule, shared, day, special)) and entry.overlaps(start, end)
        ]
    return sorted(entries, key=lambda entry: (entry.starts_at, sort_key(entry.title), entry.key))


def _shared_fields(topics, list_url):
    """Return what is the same on every day: title, summary, URL, and when a topic was last changed."""
    names = [topic.name for topic in topics]
    if len(names) > MAX_IN_TITLE:
        title, summary = _("Offene Sprechstunde"), _("Ohne Termin: %(topics)s.") % {"topics": ", ".join(names)}
    else:
        title = _("Offene Sprechstunde: %(topics)s") % {"topics": _(" und ").join(names)}
        summary = _("Ohne Termin: einfach kommen.")
    url = topics[0].get_absolute_url() if len(topics) == 1 else list_url
    changed_at = max(topic.changed_at for topic in topics)
    return SimpleNamespace(title=title, summary=summary, url=url, changed_at=changed_at)


def _entry(rule, shared, day, special) -> Entry | None:
    """Return the entry for one day; None on a public holiday, or if the time does not exist at a DST change."""
    closed = special.closing_on(day)
    starts_at, ends_at = bounds_on(rule, day)
    if starts_at >= ends_at or (closed is None and special.exclude_counselling(day)):
        return None
    remaining = _longest_part_without_absence(starts_at, ends_at, rule.absences)
    is_cancelled = closed is not None or remaining is None
    begins, ends = remaining or (starts_at, ends_at)
    changed_at = _changed_at(rule, shared, closed, starts_at, ends_at)
    is_shorter = not is_cancelled and (begins, ends) != (starts_at, ends_at)
    return Entry(
        key=f"{APP}:{rule.pk}:{day.isoformat()}",
        title=shared.title,
        starts_at=starts_at if is_cancelled else begins,
        ends_at=ends_at if is_cancelled else ends,
        url=shared.url,
        app=APP,
        status=Status.CANCELLED if is_cancelled else Status.PLANNED,
        reason=closed.name if closed else "",
        difference=_("andere Zeit") if is_shorter else "",
        where=rule.room or "",
        room_id=rule.room_id,
        summary=shared.summary,
        facts=Facts(is_free=True, needs_sign_up=False, is_step_free=rule.is_step_free),
        sequence=int((changed_at - _SEQUENCE_EPOCH).total_seconds()),
        changed_at=changed_at,
        repetition=Repetition.WEEKLY,
    )


def _changed_at(rule, shared, closed, start, end) -> datetime:
    """Return the last change of what makes an entry: its rule, topics, absences at that time, closing day."""
    absences = (changed for away_from, away_until, changed in rule.absences if away_from < end and away_until > start)
    return max(rule.changed_at, shared.changed_at, *absences, *([closed.changed_at] if closed else ()))


def _longest_part_without_absence(start, end, absences) -> tuple[datetime, datetime] | None:
    """Return the longest part of [start, end) without absences; None if there is none."""
    best, begin = None, start
    for away_from, away_until, _changed in [*absences, (end, end, None)]:
        gap_end = min(away_from.astimezone(UTC), end)
        if gap_end > begin and (best is None or gap_end - begin > best[1] - best[0]):
            best = begin, gap_end
        begin = max(begin, away_until.astimezone(UTC))
        if begin >= end:
            break
    return best


def rule_pk_of(entry: Entry) -> int:
    """Return the primary key of the schedule rule of a walk-in entry."""
    return int(entry.key.split(":")[1])


def topics_of(entry: Entry) -> list[str]:
    """Return the slugs of the topics of a walk-in entry; makes no query."""
    return [topic.slug for rule in _snapshot().open_hours if rule.pk == rule_pk_of(entry) for topic in rule.topics]
