"""Add copies of a title, each with the number of its label."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kasch_site.common import clock
from library.circulation import numbering, purchase_requests
from library.models import Copy, NumberKind, NumberSequence, Title
from library.models.numbers import serial_of, validate_copy_number


class NumberTaken(ValueError):
    """Raised if the number of a label cannot be used; the message gives the reason, for staff."""


def lock_numbers() -> None:
    """Lock the numbers of copies until the end of the transaction.

    Callers that write a title and then add its copies call it before they write.
    """
    numbering.lock(NumberKind.COPY)


@transaction.atomic
def add(title: Title, count: int = 1, *, shelf: str = "", number: str = "", is_in_storage: bool = False) -> list[Copy]:
    """Add `count` copies of a title; return them.

    The first one gets the `number` of a label printed ahead, the others new numbers. Persons with a matching purchase
    request are notified. Raise `NumberTaken` if the number is not that of a printed label, or is in use.
    """
    numbers = [_printed_ahead(number)] if number else []
    if count > len(numbers):
        numbers += numbering.allocate(NumberKind.COPY, count - len(numbers))
    today = clock.today()
    rows = [
        Copy(title=title, number=each, shelf=shelf, is_in_storage=is_in_storage, added_on=today) for each in numbers
    ]
    for copy in rows:
        copy.save(force_insert=True)  # one by one: the history records them
    purchase_requests.notify_if_shown(title)
    return rows


def _printed_ahead(number: str) -> str:
    """Return the number, with its sequence locked so that it is not allocated at the same time."""
    check_label(number)
    lock_numbers()
    return number


def check_label(number: str, copy: Copy | None = None) -> None:
    """Raise `NumberTaken` unless this is the number of a printed label without a copy, or with this one."""
    try:
        validate_copy_number(number)
    except ValidationError as error:
        raise NumberTaken(error.message) from error
    others = Copy.objects.filter(number=number).exclude(pk=copy.pk if copy else None).select_related("title")
    if other := others.first():
        raise NumberTaken(_("Dieses Etikett klebt schon auf „%(title)s“.") % {"title": other.title})
    sequence = NumberSequence.objects.filter(kind=NumberKind.COPY).first()
    if sequence is None or serial_of(number) >= sequence.next_serial:
        raise NumberTaken(_("Dieses Etikett ist nicht von hier: Die Nummer wurde noch nicht gedruckt."))
