"""Facts about topics for their pages: counsellors, languages, walk-in hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from counselling.models import Counsellor, ScheduleRule, Situation, Topic
from counselling.scheduling.availability import first_free
from counselling.scheduling.spoken_languages import languages_by_topic
from counselling.scheduling.walk_in_hours import entries_between, rule_pk_of
from kasch_site.common import clock
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import hours_in_words
from kasch_site.house.models import Language

# The search limit for the next walk-in hours; long enough for a rule of every fourth week.
LOOK_AHEAD = timedelta(weeks=5)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in the list, its next free slot, and the languages of its counsellors except German."""

    topic: Topic
    next_free: datetime | None
    languages: tuple[Language, ...]


def topic_list_context() -> dict:
    """Return the context of the first page: everyday sentences, and topics with their next free slots."""
    topics = list(Topic.objects.published())
    free, languages = first_free(topics), languages_by_topic(topics)
    return {
        "lines": [TopicLine(topic, free.get(topic.pk), languages.get(topic.pk, ())) for topic in topics],
        "situations": Situation.objects.filter(topic__in=topics).select_related("topic"),
    }


def topic_context(topic: Topic) -> dict:
    """Return the context shared by all pages of a topic: counsellors and languages."""
    today = clock.today()
    hours = ScheduleRule.objects.valid_between(today, today).filter(topics=topic)
    counsellors = Counsellor.objects.filter(schedule_rules__in=hours).distinct().prefetch_related("languages")
    return {"counsellors": counsellors, "languages": _languages(counsellors)}


def open_hours(topic: Topic) -> list["OpenHours"]:
    """Return the walk-in hours of a topic."""
    today = clock.today()
    walk_in = ScheduleRule.objects.valid_between(today, today).filter(topics=topic).walk_in().select_related("room")
    upcoming = entries_between(clock.now(), clock.now() + LOOK_AHEAD)
    return [OpenHours.of(rule, upcoming) for rule in walk_in]


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Walk-in hours in words; `cancelled` are cancelled dates before the next one."""

    when: str
    where: str
    next: Entry | None
    cancelled: tuple[Entry, ...]

    @classmethod
    def of(cls, hours: ScheduleRule, upcoming: list[Entry]):
        """Build from a schedule rule; `upcoming` are the walk-in hours of the coming weeks, ordered by start."""
        day = str(WEEKDAYS[hours.weekday])
        rule = _("Jeden %(day)s") if hours.every_weeks == 1 else _("Alle %(weeks)d Wochen am %(day)s")
        when_repeated = rule % {"day": day, "weeks": hours.every_weeks}
        entries = [entry for entry in upcoming if rule_pk_of(entry) == hours.pk]
        first = next((entry for entry in entries if not entry.is_cancelled), None)
        cancelled = tuple(entries if first is None else entries[: entries.index(first)])
        when = f"{when_repeated}, {hours_in_words(hours.starts, hours.ends)}"
        return cls(when, hours.room.name if hours.room else "", first, cancelled)


def _languages(counsellors) -> list[Language]:
    """Return the counsellors' languages other than the website's, without duplicates."""
    return list(Language.objects.excluding_default().filter(counsellor__in=counsellors).distinct())
