"""Records of the library that the demo house lacks, and arguments of its routes in the administration."""

from uuid import uuid4

from django.contrib.auth import get_user_model

from kasch_site.common import clock
from library.catalogue.imports import reading
from library.circulation import numbering
from library.circulation.desk import desk
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.patrons import patrons
from library.models import (
    CatalogueImport,
    Copy,
    Desk,
    Hold,
    LendingRules,
    MediumKind,
    NumberKind,
    Patron,
    PurchaseRequest,
    Stocktake,
    Subject,
    SwapItem,
    Title,
)
from library.notifications.messages import MANAGE_HOLD, MANAGE_REQUEST, NEW_PIN


def missing_records() -> None:
    """Create one record of each kind that a page of the administration is about."""
    today = clock.today()
    _import()
    if not Patron.objects.exists():
        patrons.register(patrons.NewPatron("Frau Probe", email="probe@example.org"), uuid4())
    LendingRules.objects.get_or_create(pk=1)
    if not Subject.objects.exists():
        Subject.objects.create(name="Romane", slug="romane")
    kind = MediumKind.objects.first() or MediumKind.objects.create(name="Buch", slug="buch")
    title = Title.objects.first() or Title.objects.create(title="Probebuch", medium=kind, added_on=today)
    if not Copy.objects.exists():
        Copy.objects.create(title=title, number=numbering.allocate(NumberKind.COPY)[0], added_on=today)
    if not Hold.objects.exists():
        reservations.reserve(Copy.objects.first().title, Requester("Herr Probe", email="vor@example.org"), uuid4())
    if not PurchaseRequest.objects.exists():
        person = {"name": "Frau Sucht", "email": "sucht@example.org", "idempotency_key": uuid4()}
        PurchaseRequest.objects.create(text="Ein Buch", created_at=clock.now(), ends_on=today, **person)
    if not SwapItem.objects.exists():
        SwapItem.objects.create(text="Ein Buch", came_on=today)
    Stocktake.objects.get_or_create(shelf="", applied_at=None, defaults={"begun_at": clock.now()})
    if not Desk.objects.exists():
        desk.create_desk(get_user_model().objects.filter(is_active=True).first())


def _import():
    if not CatalogueImport.objects.exists():
        reading.start("liste.csv", b"Titel;Autor\nProbebuch;Probe, Frau\n")


def residents() -> dict[str, list]:
    """Return arguments of the routes of residents by name; tokens are valid."""
    title, patron = Title.objects.published().first(), Patron.objects.members().first()
    hold, purchase_request = Hold.objects.open().first(), PurchaseRequest.objects.open(clock.today()).first()
    hold_token, request_token = (
        _token(link.url_for(row)) for link, row in ((MANAGE_HOLD, hold), (MANAGE_REQUEST, purchase_request))
    )
    return {
        "library:title": [[title.pk]],
        "library:reserve": [[title.pk]],
        "library:reserve_with_card": [[title.pk]],
        "library:my_hold": [[hold_token]],
        "library:cancel_hold": [[hold_token]],
        "library:my_request": [[request_token]],
        "library:cancel_request": [[request_token]],
        "library:cancel_own_hold": [[hold.pk]],
        "library:new_pin": [[_token(NEW_PIN.url_for(patron))]],
    }


def _token(address):
    return address.rstrip("/").rpartition("/")[2]


def staff() -> dict[str, list]:
    """Return arguments of routes by name."""
    patron = Patron.objects.order_by("pk").first()
    pages = ("card", "pin", "end", "erase")
    return {
        **{f"admin:library_patron_{page}": [[patron.pk]] for page in pages},
        "admin:library_stocktake_result": [[Stocktake.objects.order_by("pk").first().pk]],
        **{f"admin:library_statistics_{file}": [[clock.today().year]] for file in ("csv", "pdf")},
        "admin:library_title_copies": [[Title.objects.order_by("pk").first().pk]],
        "admin:library_catalogueimport_wrong": [[CatalogueImport.objects.order_by("pk").first().pk]],
        "admin:library_copy_state": [[Copy.objects.order_by("pk").first().pk]],
    }
