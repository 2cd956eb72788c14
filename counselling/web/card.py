"""The card of counselling on the start page: topics with their next free slot."""

from dataclasses import dataclass
from datetime import datetime

from counselling.scheduling.availability import first_free
from counselling.scheduling.walk_in_hours import address_of, released_topics, topics_of
from kasch_site.common.sections import Entry

# The card is no list: all topics are one link away.
MAX_TOPICS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A topic with its next free slot, otherwise its next walk-in hours; with neither, nothing is free."""

    name: str
    url: str
    next_free: datetime | None
    consultation: Entry | None


def has_topics(now: datetime) -> bool:
    """Return whether any topic is published."""
    return any(topic.is_published(now) for topic in released_topics())


def lines(now: datetime, entries: list[Entry]) -> list[Line]:
    """Return lines for published topics, at most `MAX_TOPICS`, those with a free slot first; it makes one query.

    `entries` are the walk-in hours of the coming days.
    """
    topics = [topic for topic in released_topics() if topic.is_published(now)]
    free = first_free(topics) if topics else {}
    upcoming = [entry for entry in entries if entry.ends_at > now and not entry.is_cancelled]
    open_for: dict[str, Entry] = {}
    for entry in upcoming:
        for slug in topics_of(entry):
            open_for.setdefault(slug, entry)
    shown = [Line(topic.name, address_of(topic), free.get(topic.pk), open_for.get(topic.slug)) for topic in topics]
    return sorted(shown, key=lambda line: (line.next_free is None, line.consultation is None))[:MAX_TOPICS]
