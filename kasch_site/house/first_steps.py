"""What to enter in an empty house, in the order in which one thing needs the other."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.sections import FirstStep

from .models import ContactPerson, Funder, House, OpeningHours, Room, RoomSign, SchoolHoliday

_STEPS = [
    (_("Das Haus eintragen: Name, Anschrift, Bundesland"), House),
    (_("Eintragen, wann das Haus geöffnet ist"), OpeningHours),
    (_("Die Räume eintragen"), Room),
    (_("Eintragen, an wen man sich wenden kann"), ContactPerson),
    (_("Die Förderer eintragen, mit dem Förderhinweis aus dem Bescheid"), Funder),
    (_("Die nächsten Schulferien eintragen"), SchoolHoliday),
    (_("Den Bereichen der Website Namen und Farben geben"), RoomSign),
]


def first_steps() -> list[FirstStep]:
    """Steps with a link to the page where they are taken; done as soon as there is one record."""
    return [FirstStep(text, reverse(_add(model)), model.objects.exists()) for text, model in _STEPS]


def _add(model):
    return f"admin:house_{model._meta.model_name}_{'changelist' if model is House else 'add'}"
