"""Topics, counsellors and hours of the demo house, and some appointments of sample persons.

The topics are those on which the house advises; the counsellors are samples, called by what they do. Whoever has an
appointment is a sample with a phone number of those that the Bundesnetzagentur keeps free for stories (0171 39200xx).
"""

from dataclasses import dataclass, field
from datetime import time
from uuid import uuid4

from django.contrib.auth import get_user_model

from counselling.booking import bookings
from counselling.models import Counsellor, ScheduleRule, Situation, Slot, Topic
from counselling.scheduling import slot_generation
from kasch_site.common import clock
from kasch_site.house.models import Language, Room

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WORK, MONEY, HOME, LAW = "Beispiel Arbeit", "Beispiel Sozialberatung", "Beispiel Wohngeld", "Beispiel Anwältin"


@dataclass(frozen=True)
class Advice:
    """A topic with its everyday sentences."""

    slug: str
    name: str
    summary: str
    text: str
    bring: tuple[str, ...]
    sentences: tuple[str, ...]
    confirms_email: bool = False


_LETTER = "das Schreiben, um das es geht, mit allen Seiten"
_PASS = "Ausweis oder Aufenthaltstitel"  # noqa: S105 - a paper
ALL = [
    Advice(
        "arbeitslos",
        "Arbeitslos, was nun?",
        "Kündigung, Arbeitslosmeldung, Fristen: was jetzt zuerst dran ist.",
        "Sie haben Ihre Arbeit verloren oder ahnen, dass es so kommt. Wir gehen mit Ihnen durch, was Sie wann und wo "
        "melden müssen, und helfen beim Ausfüllen.\n\nMelden Sie sich möglichst früh. Manche Fristen dauern nur wenige "
        "Tage.",
        ("die Kündigung oder den befristeten Vertrag", "den Arbeitsvertrag", _PASS),
        ("Mir wurde gekündigt", "Mein Vertrag läuft aus"),
    ),
    Advice(
        "arbeitslosengeld",
        "Arbeitslosengeld (ALG I)",
        "Antrag, Bescheid, Sperrzeit: Wir lesen mit und rechnen nach.",
        "Wer lange genug gearbeitet hat, bekommt Arbeitslosengeld von der Agentur für Arbeit. Wir sehen uns den "
        "Bescheid mit Ihnen an und sagen, was Sie tun können, wenn etwas nicht stimmt.",
        (_LETTER, "die letzten drei Lohnabrechnungen", "die Arbeitsbescheinigung, wenn Sie sie schon haben"),
        ("Ich habe Post von der Agentur für Arbeit", "Ich bekomme eine Sperrzeit"),
    ),
    Advice(
        "grundsicherung",
        "Grundsicherung (früher ALG II)",
        "Geld zum Leben und für die Wohnung: Anträge, Bescheide, Termine beim Jobcenter.",
        "Das Jobcenter zahlt, wenn das Geld zum Leben nicht reicht. Der Name hat sich oft geändert: Arbeitslosengeld "
        "II, Bürgergeld, Grundsicherung. Die Fragen sind geblieben: Was steht mir zu? Was steht in dem Brief? Bis wann "
        "muss ich antworten?",
        (_LETTER, "Kontoauszüge der letzten drei Monate", "den Mietvertrag", _PASS),
        ("Ich habe Post vom Jobcenter", "Das Geld reicht nicht bis zum Monatsende", "Mein Geld wurde gekürzt"),
    ),
    Advice(
        "kinderzuschlag",
        "Kinderzuschlag",
        "Mehr Geld für Familien, die arbeiten und trotzdem knapp sind.",
        "Wer Kinder hat und wenig verdient, kann zum Kindergeld einen Zuschlag bekommen. Wir prüfen mit Ihnen, ob es "
        "dafür reicht, und stellen den Antrag gemeinsam.",
        ("die letzten sechs Lohnabrechnungen", "den Mietvertrag", "den Bescheid über das Kindergeld"),
        ("Das Geld reicht nicht für die Kinder",),
    ),
    Advice(
        "bewerbung",
        "Bewerbungen",
        "Lebenslauf, Anschreiben, Vorstellungsgespräch: Wir schreiben und üben mit Ihnen.",
        "Wir bringen Ihren Lebenslauf in Ordnung und schreiben mit Ihnen eine Bewerbung, die zu Ihnen passt. Einen "
        "Computer und einen Drucker gibt es hier.",
        ("Zeugnisse, auch aus dem Ausland", "die Anzeige, auf die Sie sich bewerben"),
        ("Ich suche Arbeit", "Ich brauche einen Lebenslauf"),
    ),
    Advice(
        "sozialhilfe",
        "Sozialhilfe",
        "Hilfe im Alter, bei Krankheit und in schwierigen Lagen.",
        "Die Rente ist zu klein, Sie können nicht mehr arbeiten, oder jemand in der Familie braucht Pflege: Dann hilft "
        "das Sozialamt. Wir sagen Ihnen, welcher Antrag der richtige ist.",
        (_LETTER, "den Rentenbescheid", "Kontoauszüge der letzten drei Monate", _PASS),
        ("Die Rente reicht nicht", "Ich habe Post vom Sozialamt"),
    ),
    Advice(
        "wohngeld",
        "Wohngeld",
        "Ein Zuschuss zur Miete, wenn das Einkommen nicht reicht.",
        "Viele, die arbeiten oder Rente bekommen, haben Anspruch auf Wohngeld und wissen es nicht. Wir rechnen es mit "
        "Ihnen aus und füllen den Antrag aus.",
        ("den Mietvertrag und das letzte Schreiben zur Miete", "Nachweise über Ihr Einkommen", "den letzten Bescheid"),
        ("Die Miete ist zu hoch", "Ich habe eine Nachzahlung bekommen"),
    ),
    Advice(
        "recht",
        "Alles was Recht ist",
        "Eine Anwältin gibt Auskunft: Arbeit, Verkehr, Verträge, Soziales, Familie, Erbe.",
        "Die Anwältin sagt Ihnen, wie die Lage ist und was Sie als Nächstes tun können. Es ist eine erste Auskunft: "
        "Vor Gericht vertritt sie Sie hier nicht.",
        (_LETTER, "Verträge und Briefe zur Sache, nach Datum geordnet", "drei Fragen, die Sie stellen möchten"),
        ("Ich habe Post vom Gericht", "Ich habe einen Unfall gehabt", "Wir trennen uns", "Jemand ist gestorben"),
        confirms_email=True,
    ),
]

# Whose day the account of a counsellor shows.
ACCOUNT = ("beratung-demo", MONEY)
# Who, languages, topics.
PEOPLE = [
    (WORK, ("en",), ("arbeitslos", "arbeitslosengeld", "bewerbung")),
    (MONEY, ("ru", "uk"), ("grundsicherung", "kinderzuschlag", "sozialhilfe")),
    (HOME, ("ar",), ("wohngeld", "kinderzuschlag")),
    (LAW, (), ("recht",)),
]


@dataclass(frozen=True)
class Consultation:
    """When somebody advises; where no topics are named, on all that they know about."""

    who: str
    weekday: int
    starts: time
    ends: time
    minutes: int = 30
    urgent: int = 0
    room: str = "Beratungszimmer"
    every_weeks: int = 1
    topics: tuple[str, ...] = ()
    kind: str = ScheduleRule.Kind.APPOINTMENT

    def write(self, today):
        """Valid since the turn of the year, so that "every two weeks" has begun."""
        hours = ScheduleRule.objects.create(
            counsellor=Counsellor.objects.get(name=self.who),
            kind=self.kind,
            weekday=self.weekday,
            starts=self.starts,
            ends=self.ends,
            minutes=self.minutes,
            urgent=self.urgent,
            every_weeks=self.every_weeks,
            room=Room.objects.get(name=self.room),
            valid_from=today.replace(month=1, day=1),
        )
        known = next(topics for name, _languages, topics in PEOPLE if name == self.who)
        hours.topics.set(Topic.objects.filter(slug__in=self.topics or known))


WALK_IN = ScheduleRule.Kind.WALK_IN
HOURS = [
    Consultation(MONEY, MONDAY, time(9), time(12), urgent=1),
    Consultation(WORK, MONDAY, time(13), time(16), minutes=45),
    Consultation(MONEY, TUESDAY, time(9), time(11), topics=("grundsicherung", "sozialhilfe"), kind=WALK_IN),
    Consultation(HOME, TUESDAY, time(14), time(17), minutes=20, urgent=1),
    Consultation(HOME, WEDNESDAY, time(9), time(12), minutes=20, topics=("wohngeld",), urgent=2),
    Consultation(WORK, WEDNESDAY, time(14), time(16), topics=("bewerbung",), kind=WALK_IN),
    Consultation(MONEY, THURSDAY, time(13), time(17), urgent=2),
    Consultation(LAW, THURSDAY, time(9), time(12), minutes=30, every_weeks=2, urgent=1),
    Consultation(WORK, FRIDAY, time(9), time(12), minutes=45, urgent=1),
]


@dataclass(frozen=True)
class Visit:
    """A sample person, and which of the next free times about a topic they have."""

    name: str
    topic: str
    place: int
    needs: dict = field(default_factory=dict)


VISITS = [
    Visit("Anna", "grundsicherung", 1, {"interpreter": "uk"}),
    Visit("Bruno", "grundsicherung", 1),
    Visit("Cem", "sozialhilfe", 3, {"needs_step_free": True}),
    Visit("Dora", "wohngeld", 0),
    Visit("Emil", "wohngeld", 2, {"wants_earlier": True}),
    Visit("Fatma", "kinderzuschlag", 4, {"interpreter": "ar", "brings_companion": True}),
    Visit("Gerd", "bewerbung", 1),
    Visit("Hanna", "arbeitslos", 0, {"note": "Bitte nach 10 Uhr anrufen."}),
    Visit("Ivan", "recht", 0),
]


def write(today):
    """Make topics, counsellors and hours, the times of the coming weeks, and some appointments."""
    _write_topics()
    _write_people()
    for consultation in HOURS:
        consultation.write(today)
    slot_generation.make_times(today)
    for number, visit in enumerate(VISITS):
        _book(visit, number)


def _book(visit, number):
    topic = Topic.objects.get(slug=visit.topic)
    free = Slot.objects.for_topic(topic).free(clock.now()).not_urgent().filter(starts_at__gt=clock.now())
    slot = free.order_by("starts_at", "pk")[visit.place]
    needs = dict(visit.needs)
    if "interpreter" in needs:
        needs["interpreter"] = Language.objects.get(code=needs["interpreter"])
    person = bookings.Person(f"Beispiel {visit.name}", phone=f"0171 39200{number + 20:02}", **needs)
    bookings.book_at_desk(slot.pk, topic, person, uuid4())


def _write_topics():
    for order, advice in enumerate(ALL):
        topic = Topic.objects.create(
            name=advice.name,
            slug=advice.slug,
            summary=advice.summary,
            description=advice.text,
            bring_along="\n".join(advice.bring),
            confirms_email=advice.confirms_email,
            order=order,
            status=Topic.Status.PUBLISHED,
        )
        for place, words in enumerate(advice.sentences):
            Situation.objects.create(words=words, topic=topic, order=place)


def _write_people():
    for name, languages, _topics in PEOPLE:
        user = get_user_model().objects.get(username=ACCOUNT[0]) if name == ACCOUNT[1] else None
        counsellor = Counsellor.objects.create(name=name, user=user)
        counsellor.languages.set(Language.objects.filter(code__in=languages))
