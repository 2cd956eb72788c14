"""Who answers what residents ask, and two samples of it. Nobody is told of the samples: no person is behind them."""

from datetime import time, timedelta

from kasch_site.common import clock
from kasch_site.house.models import ContactPerson, Room
from kasch_site.inquiries.models import Inquiry, Kind, Responsibility, Task

from . import calendar

# A sample, as the house has not said how quickly it answers.
WORKING_DAYS = 5


def write(today):
    """Let the first contact person see to everything, and lay two requests on the desk."""
    for kind in Kind:
        Responsibility.objects.create(kind=kind, person=ContactPerson.objects.first(), working_days=WORKING_DAYS)
    Inquiry.objects.create(
        kind=Kind.ROOM,
        room=Room.objects.get(name="Saal"),
        day=calendar.weekday_of_week(today, 4, 5),
        when="15 bis 19 Uhr",
        people=30,
        what="Beispiel: Wir möchten mit der Familie einen 70. Geburtstag feiern und bringen Kuchen mit.",
        name="Beispiel: Familie Muster",
        email="familie.muster@example.org",
        received_at=clock.local(today - timedelta(days=2), time(16, 20)),
    )
    Inquiry.objects.create(
        kind=Kind.HELP,
        tasks=[Task.EVENTS, Task.SHARE],
        when="dienstags am Nachmittag",
        what="Beispiel: Ich kann gut Fahrräder reparieren und würde es gern anderen zeigen.",
        name="Beispiel: Kim Mustermann",
        phone="0171 3920012",
        received_at=clock.local(today - timedelta(days=1), time(10, 5)),
    )
