"""What the sheet of the month says about counselling."""

from datetime import date

from counselling.models import Topic
from counselling.scheduling.plan_notes import plan_notes

MONTH = date(2026, 12, 1)


def test_the_published_topics_are_named(topic, other_topic):
    Topic.objects.create(name="Entwurf", slug="entwurf")
    (note,) = plan_notes(MONTH)
    assert note.text == "Arbeitslosengeld · Wohngeld"


def test_without_topics_there_is_no_note(house):
    assert plan_notes(MONTH) == []
