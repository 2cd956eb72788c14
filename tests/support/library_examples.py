"""Records of the library that the demo house lacks, and arguments of its routes in the administration."""

from uuid import uuid4

from django.contrib.auth import get_user_model

from library.circulation import desk, patrons
from library.models import Desk, Patron


def missing_records() -> None:
    """Create one record of each kind that a page of the administration is about."""
    if not Patron.objects.exists():
        patrons.join(patrons.NewPatron("Frau Probe", email="probe@example.org"), uuid4())
    if not Desk.objects.exists():
        desk.set_up(get_user_model().objects.filter(is_active=True).first())


def staff() -> dict[str, list]:
    """Return arguments of routes by name."""
    patron = Patron.objects.order_by("pk").first()
    pages = ("card", "pin", "end", "erase")
    return {f"admin:library_patron_{page}": [[patron.pk]] for page in pages}
