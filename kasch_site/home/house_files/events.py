"""Write categories, events and their dates."""

from events.models import Category, Event
from kasch_site.groups.models import Group
from kasch_site.house.models import Language, Room

from . import dates

_OPTIONAL = ("summary", "description", "place", "cost_note", "sign_up_note", "bring_along", "stop")


def write(folder, today, pictures):
    """Write the events with all their dates; `pictures` are the records by their names."""
    with folder.open("events") as file:
        for order, row in enumerate(file.records("category")):
            row.save(Category(slug=row.text("slug"), name=row.text("name"), order=order))
        objects = _objects_by_name() | {"picture": pictures}
        rules = [(_write_event(row, objects), row.records("when")) for row in file.records("event")]
        dates.write(today, rules)


def _objects_by_name() -> dict[str, dict]:
    """Return what an event can name, by key and name."""
    return {
        "category": {category.slug: category for category in Category.objects.all()},
        "group": {group.slug: group for group in Group.objects.all()},
        "room": {room.name: room for room in Room.objects.all()},
        "languages": {language.code: language for language in Language.objects.all()},
    }


def _write_event(row, objects):
    event = Event(slug=row.text("slug"), title=row.text("title"), **{key: row.text(key, "") for key in _OPTIONAL})
    event.cost = row.choice("cost", Event.Cost, Event.Cost.FREE)
    event.sign_up = Event.SignUp.REQUIRED if event.sign_up_note else Event.SignUp.NONE
    for key in ("is_step_free", "children_welcome"):
        setattr(event, key, row.flag(key, None))
    for key in ("category", "group", "room", "picture"):
        setattr(event, key, row.one(key, objects[key], None))
    event.status = Event.Status.DRAFT if row.flag("is_draft", False) else Event.Status.PUBLISHED
    row.save(event).languages.set(row.many("languages", objects["languages"]))
    return event
