"""Write topics, counsellors, their schedule rules and slots, and some bookings."""

from uuid import uuid4

from django.contrib.auth import get_user_model

from counselling.booking import desk_bookings
from counselling.booking.person import Person
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import Counsellor, ScheduleRule, Situation, Slot, Topic
from counselling.scheduling import slot_generation
from kasch_site.common import clock
from kasch_site.house.models import Language, Room


def write(folder, today):
    """Write everything of the file; make the slots of the coming weeks before the bookings."""
    with folder.open("counselling") as file:
        for order, row in enumerate(file.records("topic")):
            _write_topic(row, order)
        objects = {
            "topics": {topic.slug: topic for topic in Topic.objects.all()},
            "languages": {language.code: language for language in Language.objects.all()},
        }
        topics_of = dict(_write_counsellor(row, objects) for row in file.records("counsellor"))
        for row in file.records("schedule_rule"):
            _write_rule(row, topics_of, today)
        slot_generation.generate_slots(today)
        for row in file.records("booking"):
            _book(row, objects)


def _write_topic(row, order):
    texts = {"name": row.text("name"), "slug": row.text("slug"), "summary": row.text("summary", "")}
    topic = Topic(**texts, description=row.text("description", ""), order=order, status=Topic.Status.PUBLISHED)
    topic.bring_along = "\n".join(row.texts("bring_along", []))
    topic.confirms_email = row.flag("confirms_email", False)
    row.save(topic)
    for position, situation in enumerate(row.texts("situations", [])):
        row.save(Situation(text=situation, topic=topic, order=position))


def _write_counsellor(row, objects):
    """Return the counsellor's name, and the counsellor with their topics."""
    accounts = {user.username: user for user in get_user_model().objects.all()}
    counsellor = row.save(Counsellor(name=row.text("name"), user=row.one("account", accounts, None)))
    counsellor.languages.set(row.many("languages", objects["languages"]))
    return counsellor.name, (counsellor, {topic.slug: topic for topic in row.many("topics", objects["topics"])})


def _write_rule(row, topics_of, today):
    """Write a rule; without a day it is valid since the first of January, so that "every second week" has begun."""
    counsellor, topics = row.one("counsellor", topics_of)
    starts, ends = row.times("time")
    rule = ScheduleRule(counsellor=counsellor, weekday=row.weekday("weekday"), starts=starts, ends=ends)
    rule.kind = row.choice("kind", ScheduleRule.Kind, rule.kind)
    for key in ("minutes", "urgent", "every_weeks"):
        setattr(rule, key, row.number(key, getattr(rule, key)))
    rule.room = row.one("room", {room.name: room for room in Room.objects.all()}, None)
    rule.valid_from = row.day("valid_from", today, today.replace(month=1, day=1))
    row.save(rule).topics.set(row.many("topics", topics) or topics.values())


def _book(row, objects):
    topic, which = row.one("topic", objects["topics"]), row.number("which", minimum=1)
    free = Slot.objects.for_topic(topic).free(clock.now()).not_urgent().filter(starts_at__gt=clock.now())
    slot = free.order_by("starts_at", "pk")[which - 1 : which].first()
    if slot is None:
        raise row.error("which", f"the topic has no {which} free times. Take a smaller number.")
    flags = {key: row.flag(key, False) for key in ("needs_step_free", "brings_companion", "wants_earlier")}
    texts = {key: row.text(key, "") for key in ("phone", "email", "note")}
    interpreter = row.one("interpreter", objects["languages"], None)
    person = Person(row.text("name"), interpreter=interpreter, **texts, **flags)
    with row.errors_at("", BookingRefused):
        desk_bookings.book(slot.pk, topic, person, uuid4())
