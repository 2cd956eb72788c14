"""Write the house itself: address, rooms, languages, people, funders, opening hours."""

from kasch_site.common import clock
from kasch_site.house.models import (
    ContactPerson,
    Funder,
    House,
    Language,
    MapLine,
    MapPlace,
    Milestone,
    OpeningHours,
    Room,
    SectionAppearance,
)
from kasch_site.house.models.site_map import MAX_DISTANCE
from kasch_site.house.validators import validate_time_zone

_REQUIRED = ("name", "short_name", "operator", "street", "postal_code", "city", "federal_state")
_OPTIONAL = ("district", "headline", "lead", "stop", "directions", "access", "phone", "mobile", "email", "sender_email")
_OPTIONAL += ("map_note",)
FILE = "house"


def time_zone(folder) -> str:
    """Return the name of the time zone of a house."""
    row = folder.read(FILE).record("house")
    zone = row.text("time_zone", "Europe/Berlin")
    with row.errors_at("time_zone"):
        validate_time_zone(zone)
    return zone


def write(folder, pictures):
    """Write everything of the file; `pictures` are the records by their names."""
    with folder.open(FILE) as file:
        _write_house(file)
        _write_map(file)
        _write_rooms(file, pictures)
        _write_people(file, pictures)
        for row in file.records("language"):
            row.save(Language(code=row.text("code"), name=row.text("name"), own_name=row.text("own_name", "")))
        for row in file.records("milestone"):
            day = row.day("day", clock.today())
            row.save(Milestone(day=day, when=row.text("when", ""), text=row.text("text")))
        for row in file.records("opening_hours"):
            opens, closes = row.times("time")
            section = row.text("section", "")
            row.save(OpeningHours(section=section, weekday=row.weekday("weekday"), opens=opens, closes=closes))


def _write_house(file):
    row = file.record("house")
    values = {key: row.text(key) for key in _REQUIRED} | {key: row.text(key, "") for key in _OPTIONAL}
    values |= {key: row.text(key, None) for key in ("latitude", "longitude")}
    row.save(House(**values, time_zone=row.text("time_zone", "Europe/Berlin")))
    row.refuse_unknown()


def _write_map(file):
    for row in file.records("map_line"):
        kind = row.choice("kind", MapLine.Kind, MapLine.Kind.STREET)
        row.save(MapLine(kind=kind, name=row.text("name", ""), points=row.text("points")))
    for row in file.records("map_place"):
        place = MapPlace(kind=row.choice("kind", MapPlace.Kind, MapPlace.Kind.STOP), name=row.text("name"))
        place.lines, place.minutes = row.text("lines", ""), row.number("minutes", None)
        place.east, place.north = (row.number(key, minimum=-MAX_DISTANCE) for key in ("east", "north"))
        row.save(place)


def _write_rooms(file, pictures):
    for order, row in enumerate(file.records("room")):
        room = Room(name=row.text("name"), floor=row.text("floor", ""), places=row.number("places", None), order=order)
        room.picture = row.one("picture", pictures, None)
        room.is_step_free = row.flag("is_step_free", False)
        row.save(room)
    for row in file.records("section"):
        colours = {key: row.text(key) for key in ("colour_light", "colour_dark")}
        row.save(SectionAppearance(key=row.text("key"), name=row.text("name"), **colours))


def _write_people(file, pictures):
    for order, row in enumerate(file.records("contact_person")):
        values = {key: row.text(key, "") for key in ("role", "tasks", "phone", "email")}
        picture = row.one("picture", pictures, None)
        row.save(ContactPerson(name=row.text("name"), order=order, picture=picture, **values))
    for order, row in enumerate(file.records("funder")):
        values = {key: row.text(key, "") for key in ("text", "url")}
        logo = row.one("logo", pictures, None)
        row.save(Funder(name=row.text("name"), order=order, logo=logo, **values))
