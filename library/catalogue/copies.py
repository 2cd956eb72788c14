"""Add copies of a title, each with the number of its label."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kasch_site.common import clock
from library.circulation import numbering, purchase_requests
from library.models import Copy, NumberKind, NumberSequence, Title
from library.models.numbers import serial_of, validate_copy_number


class NumberTaken(ValueError):
    """The number of a label cannot be used; the message says why, for staff."""


@transaction.atomic
def add(title: Title, count: int = 1, *, shelf: str = "", number: str = "", is_in_storage: bool = False) -> list[Copy]:
    """Return `count` new copies of a title. The first has the `number` of a label printed ahead, the others new ones.
    Those who look for such a title are notified.

    Raise `NumberTaken` if that number is no label's, was never printed or is on another copy.
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
    """Return the number; lock the sequence, so that it is not given out at the same time."""
    check_label(number)
    NumberSequence.objects.select_for_update().filter(kind=NumberKind.COPY).first()
    return number


def check_label(number: str, copy: Copy | None = None) -> None:
    """Raise `NumberTaken` unless this is the number of a printed label that is on no copy, or on this one."""
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
