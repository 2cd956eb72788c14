"""The building and its association."""

from datetime import time

from kasch_site.house.models import (
    ContactPerson,
    Funder,
    House,
    Language,
    OpeningHours,
    Room,
    RoomSign,
    SpecialPeriod,
)
from kasch_site.house.public_holidays import record_public_holidays

from . import calendar

HOUSE = {
    "name": "Bürgerzentrum Leipziger Straße",
    "short_name": "Bürgerzentrum",
    "district": "Kaßberg & Schloßchemnitz",
    "headline": "Ein Haus für den ganzen Stadtteil",
    "lead": "Treffen, lernen, Rat holen, mitmachen. Kostenlos, vertraulich und gleich um die Ecke.",
    "operator": "Neue Arbeit Chemnitz e.V.",
    "street": "Leipziger Straße 39",
    "postal_code": "09113",
    "city": "Chemnitz",
    "federal_state": "SN",
    # Read from a map by eye: whoever runs the house checks them once at the door.
    "latitude": "50.838600",
    "longitude": "12.902200",
    "stop": "Leipziger Straße (Beispiel)",
    "directions": (
        "Das Bürgerzentrum ist in der Leipziger Straße 39, dort wo Kaßberg und Schloßchemnitz zusammenkommen. "
        "Welche Busse und Bahnen in der Nähe halten, sagen wir Ihnen gern am Telefon."
    ),
    "access": (
        "Beispielangaben, vor Ort noch zu prüfen: Der Eingang, das Erdgeschoss und die Toilette dort sind ohne Stufen "
        "zu erreichen. In den ersten Stock führt nur eine Treppe. Sagen Sie uns vorher Bescheid, wenn Sie zu einer "
        "Veranstaltung im ersten Stock möchten: Dann tauschen wir den Raum."
    ),
    "phone": "0371 33 50 520",
    "email": "buelei3@web.de",
    "sender_email": "website@buergerzentrum.example",
    "newspaper_name": "KaSch",
    "time_zone": "Europe/Berlin",
}

# Name, floor, step-free, places. The house has not told us its rooms: these are samples.
ROOMS = [
    ("Saal", "Erdgeschoss", True, 80),
    ("Café", "Erdgeschoss", True, 40),
    ("Bibliothek", "Erdgeschoss", True, 20),
    ("Foyer", "Erdgeschoss", True, 30),
    ("Holzwerkstatt", "Hof", True, 8),
    ("Werkraum", "1. Stock", False, 14),
    ("Zimmer 2", "1. Stock", False, 12),
    ("Computerraum", "1. Stock", False, 10),
    ("Beratungszimmer", "Erdgeschoss", True, 6),
]

LANGUAGES = [
    ("en", "Englisch"),
    ("uk", "Ukrainisch"),
    ("ar", "Arabisch"),
    ("ru", "Russisch"),
    ("vi", "Vietnamesisch"),
]

SIGNS = [
    ("events", "Veranstaltungen", "#b63a1b", "#ff8a66"),
    ("groups", "Quartier", "#3c641f", "#9ccb73"),
]

_TASKS = (
    "Fragen zum Stadtteil und zu Bauvorhaben, Ihre Anliegen und Ideen, Hilfe beim Start eines Projekts, "
    "Förderung, Kontakte zu Gruppen, Einrichtungen und Ämtern."
)
PEOPLE = ["Annett Illert", "Bärbel Böhm"]

FUNDERS = [
    ("Soziale Stadt", "Beispiel: Hier steht der Förderhinweis, Wort für Wort aus dem Bescheid."),
    ("Beispiel: ein weiterer Förderer", "Beispiel: Hier steht, was dieser Förderer von uns zu zeigen verlangt."),
]

OPENING = [(weekday, time(9), time(18)) for weekday in range(4)] + [(4, time(9), time(14))]


def write(today):
    """Make the house, its rooms, hours and people, and what is special about the coming days."""
    House.objects.create(**HOUSE)
    for order, (name, floor, is_step_free, places) in enumerate(ROOMS):
        Room.objects.create(name=name, floor=floor, is_step_free=is_step_free, places=places, order=order)
    for code, name in LANGUAGES:
        Language.objects.create(code=code, name=name)
    for key, name, light, dark in SIGNS:
        RoomSign.objects.create(key=key, name=name, colour_light=light, colour_dark=dark)
    for order, name in enumerate(PEOPLE):
        ContactPerson.objects.create(
            name=name, role="Quartiermanagement", tasks=_TASKS, phone=HOUSE["phone"], email=HOUSE["email"], order=order
        )
    for order, (name, text) in enumerate(FUNDERS):
        Funder.objects.create(name=name, text=text, order=order)
    for weekday, opens, closes in OPENING:
        OpeningHours.objects.create(weekday=weekday, opens=opens, closes=closes)
    write_special_days(today)


def write_special_days(today):
    """Public holidays, school holidays and closing days."""
    record_public_holidays(today)
    for kind, periods in [
        (SpecialPeriod.Kind.SCHOOL_HOLIDAY, calendar.school_holidays(today)),
        (SpecialPeriod.Kind.CLOSED, calendar.closing_days(today)),
    ]:
        for name, first, last in periods:
            SpecialPeriod.objects.create(kind=kind, name=name, first_day=first, last_day=last)
