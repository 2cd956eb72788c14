"""What stands about topics on their pages: who advises, in which languages, when one may come without appointment."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.wording import hours_in_words

from .free_times import first_free
from .models import Counsellor, Hours, Situation, Topic


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in the list, and when the next time is free."""

    topic: Topic
    next_free: datetime | None


def ways_in() -> dict:
    """What the first page shows: everyday sentences, and topics with their next free times."""
    topics = list(Topic.objects.published())
    free = first_free(topics)
    return {
        "lines": [TopicLine(topic, free.get(topic.pk)) for topic in topics],
        "situations": Situation.objects.filter(topic__in=topics).select_related("topic"),
    }


def about(topic: Topic) -> dict:
    """What every page of a topic shows beside the rest: languages, and hours without appointment."""
    today = clock.today()
    hours = Hours.objects.valid_between(today, today).filter(topics=topic)
    counsellors = Counsellor.objects.filter(hours__in=hours).distinct().prefetch_related("languages")
    walk_in = hours.walk_in().select_related("room")
    return {
        "counsellors": counsellors,
        "languages": _languages(counsellors),
        "open_hours": [OpenHours.of(each) for each in walk_in],
    }


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Hours to which one may come without an appointment, in words."""

    when: str
    where: str

    @classmethod
    def of(cls, hours: Hours):
        day = str(WEEKDAYS[hours.weekday])
        rule = _("Jeden %(day)s") if hours.every_weeks == 1 else _("Alle %(weeks)d Wochen am %(day)s")
        words = rule % {"day": day, "weeks": hours.every_weeks}
        return cls(f"{words}, {hours_in_words(hours.starts, hours.ends)}", hours.room.name if hours.room else "")


def _languages(counsellors) -> list[str]:
    """Names of the languages of any of them beside the one of this website, each once."""
    known = {language for each in counsellors for language in each.languages.all()}
    return sorted(language.name for language in known if language.code != settings.LANGUAGE_CODE)
