"""The languages that counsellors speak in addition to that of the site."""

from counselling.models import Counsellor, ScheduleRule, Topic
from kasch_site.common import clock
from kasch_site.house.models import Language


def languages_by_counsellor() -> dict[int, tuple[Language, ...]]:
    """Return the languages of each counsellor, ordered by name, by primary key; in two queries."""
    spoken = Counsellor.languages.through.objects.values_list("counsellor_id", "language_id")
    return _grouped(spoken)


def languages_by_topic(topics: list[Topic]) -> dict[int, tuple[Language, ...]]:
    """Return the languages in which each topic is advised on at present, by primary key; in two queries."""
    today = clock.today()
    rules = ScheduleRule.objects.valid_between(today, today).filter(topics__in=topics)
    spoken = rules.exclude(counsellor__languages=None).order_by()
    return _grouped(spoken.values_list("topics", "counsellor__languages").distinct())


def _grouped(pairs) -> dict[int, tuple[Language, ...]]:
    languages = {each.pk: each for each in Language.objects.excluding_default()}
    order = list(languages)
    spoken: dict[int, set[int]] = {}
    for owner, language in pairs:
        if language in languages:
            spoken.setdefault(owner, set()).add(language)
    return {owner: tuple(languages[pk] for pk in sorted(pks, key=order.index)) for owner, pks in spoken.items()}
