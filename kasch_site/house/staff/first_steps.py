"""Setup steps of an empty site, ordered by dependency."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.sections import FirstStep
from kasch_site.house.models import ContactPerson, Funder, House, OpeningHours, Room, SchoolHoliday, SectionAppearance

_STEPS = [
    (_("Das Haus eintragen: Name, Anschrift, Bundesland"), House),
    (_("Eintragen, wann das Haus geöffnet ist"), OpeningHours),
    (_("Die Räume eintragen"), Room),
    (_("Eintragen, an wen man sich wenden kann"), ContactPerson),
    (_("Die Förderer eintragen, mit dem Förderhinweis aus dem Bescheid"), Funder),
    (_("Die nächsten Schulferien eintragen"), SchoolHoliday),
    (_("Den Bereichen der Website Namen und Farben geben"), SectionAppearance),
]


def first_steps() -> list[FirstStep]:
    """Return the steps with links to their forms; a step is done if a record exists."""
    return [FirstStep(text, reverse(_add(model)), model.objects.exists()) for text, model in _STEPS]


def _add(model):
    return f"admin:house_{model._meta.model_name}_{'changelist' if model is House else 'add'}"
