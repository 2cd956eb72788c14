"""Write who answers what residents ask, and sample inquiries. Nobody is notified of them."""

from kasch_site.common import clock
from kasch_site.house.models import ContactPerson, Room
from kasch_site.inquiries.models import Inquiry, Kind, Responsibility, Task

_OPTIONAL = ("when", "description", "email", "phone")


def write(folder, today):
    """Make one contact person responsible for everything, and write the inquiries."""
    with folder.open("inquiries") as file:
        if file.has("responsibility"):
            _write_responsibility(file.record("responsibility"))
        rooms = {room.name: room for room in Room.objects.all()}
        for row in file.records("inquiry"):
            inquiry = Inquiry(kind=row.choice("kind", Kind), name=row.text("name"), room=row.one("room", rooms, None))
            inquiry.day = row.day("day", today, None)
            inquiry.people = row.number("people", None, 1)
            inquiry.tasks = row.choices("tasks", Task)
            for key in _OPTIONAL:
                setattr(inquiry, key, row.text(key, ""))
            inquiry.received_at = clock.local(row.day("received_day", today), row.time("received_time"))
            row.save(inquiry)


def _write_responsibility(row):
    people = {person.name: person for person in ContactPerson.objects.all()}
    person, working_days = row.one("person", people), row.number("working_days", None)
    for kind in Kind:
        row.save(Responsibility(kind=kind, person=person, working_days=working_days))
    row.refuse_unknown()
