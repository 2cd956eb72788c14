"""The data of a person who books, from a form or from the desk."""

from dataclasses import dataclass

from counselling.models import Booking
from kasch_site.common.text.email_address import canonical_email
from kasch_site.house.models import Language
from kasch_site.visitors.contact import canonical_phone


@dataclass(frozen=True, slots=True)
class Person:
    """A person who books: a name of their choice, one or two contact details, and their needs."""

    name: str
    email: str = ""
    phone: str = ""
    interpreter: Language | None = None
    needs_step_free: bool = False
    brings_companion: bool = False
    note: str = ""
    wants_earlier: bool = False

    @classmethod
    def of(cls, booking: Booking) -> "Person":
        """Return the person of a booking, with their needs."""
        return cls(**{name: getattr(booking, name) for name in cls.__slots__})

    def fields(self) -> dict:
        """Return the values of the booking's fields."""
        return {name: getattr(self, name) for name in self.__slots__}

    def contacts(self) -> list[str]:
        """Return the canonical forms of mail address and phone number; "" where one is missing."""
        return [canonical_email(self.email), canonical_phone(self.phone)]

    def waitlist_fields(self) -> dict:
        """Return the name, the contact details and the language, which are the fields of a waitlist entry."""
        return {name: getattr(self, name) for name in ("name", "email", "phone", "interpreter")}
