"""Events of the demo house that take sign-ups: one nearly full, one with a waiting list, one where nobody is yet.

Whoever comes is a sample and has a phone number alone, of those that the Bundesnetzagentur keeps free for stories
(0171 39200xx): so no mail goes out to anybody.
"""

from dataclasses import dataclass
from uuid import uuid4

from events.models import Event, Occurrence, RegistrationSettings
from events.registration.registrations import Registrant, register

NAMES = ["Anna", "Bruno", "Cem", "Dora", "Emil", "Fatma", "Gerd", "Hanna", "Ivan", "Jana", "Karl", "Li", "Mara"]


@dataclass(frozen=True)
class SignUps:
    """How an event takes sign-ups, and how large the parties are that have signed up for its next date."""

    event: str
    terms: dict
    parties: tuple[int, ...] = ()

    def write(self):
        event = Event.objects.get(slug=self.event)
        RegistrationSettings.objects.create(event=event, **self.terms)
        date = Occurrence.objects.filter(event=event).planned().upcoming().order_by("starts_at").first()
        for number, (name, people) in enumerate(zip(NAMES, self.parties, strict=False)):
            register(
                date, Registrant(f"Beispiel {name}", people, phone=f"0171 39200{number:02}"), uuid4(), by_staff=True
            )


ALL = [
    SignUps("erste-hilfe-am-kind", {"places": 15, "closes_hours_before": 24}, (1, 2, 1, 2, 3, 1, 2)),
    # It may be tomorrow that this one takes place, and then it must still be open.
    SignUps(
        "kochen-mit-wenig-geld",
        {"places": 10, "largest_party": 4, "rule": RegistrationSettings.Rule.FITTING},
        (2, 1, 1, 2, 1, 2, 1, 2, 1, 1),
    ),
    SignUps("familienwerkstatt", {"places": 16, "largest_party": 5}),
]


def write():
    """Let these events take sign-ups, and let the samples sign up."""
    for each in ALL:
        each.write()
