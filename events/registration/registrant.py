"""The data of a registrant, as a form or the desk describes them."""

from dataclasses import dataclass, fields

from events.models import Registration
from kasch_site.common.text.folding import spellings
from kasch_site.visitors.contact import canonical


@dataclass(frozen=True, slots=True)
class Registrant:
    """Data of a registrant: a name, one contact (mail or phone) and the number of people.

    Its attributes are fields of `Registration`: they are stored, corrected and exported without being named again.
    """

    name: str
    people: int = 1
    email: str = ""
    phone: str = ""

    @classmethod
    def of(cls, registration: Registration) -> "Registrant":
        """Return the data of the registrant of a registration."""
        return cls(**{each.name: getattr(registration, each.name) for each in fields(cls)})

    @property
    def contact_key(self) -> str:
        """Return the canonical form of the contact."""
        return canonical(self.email or self.phone)

    def is_named(self, name: str) -> bool:
        """Return whether the names are equal, ignoring case, spaces and the spelling of umlauts."""
        return not spellings(self.name).isdisjoint(spellings(name))
