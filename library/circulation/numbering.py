"""Allocate the numbers of labels and cards, each once, also in concurrent transactions."""

from django.db import transaction

from kasch_site.common import clock
from library.models import Card, NumberKind, NumberRange, NumberSequence
from library.models.numbers import number_of, serial_of

MAX_AT_ONCE = 500


def lock(kind: NumberKind) -> NumberSequence:
    """Lock the sequence of this kind until the end of the transaction; return it.

    Transactions that write something else before they allocate a number call it first: another one that has the
    sequence could wait for the content version that the first write locks.
    """
    locked = NumberSequence.objects.select_for_update().filter(kind=kind)
    sequence = locked.first()
    if sequence is None:  # the first number of this house
        NumberSequence.objects.bulk_create([NumberSequence(kind=kind)], ignore_conflicts=True)
        sequence = locked.get()
    return sequence


@transaction.atomic
def allocate(kind: NumberKind, count: int = 1) -> list[str]:
    """Allocate and return the next `count` numbers of this kind, at most `MAX_AT_ONCE`."""
    if not 1 <= count <= MAX_AT_ONCE:
        raise ValueError(f"{count} numbers cannot be given out at once.")
    sequence = lock(kind)
    first = sequence.next_serial
    sequence.next_serial += count
    sequence.save(update_fields=["next_serial"])
    return [number_of(kind, first + ahead) for ahead in range(count)]


@transaction.atomic
def allocate_ahead(kind: NumberKind, count: int) -> NumberRange:
    """Allocate numbers for labels or cards that are printed ahead; return them. Cards have no patron yet."""
    numbers = [card.number for card in blank_cards(count)] if kind == NumberKind.CARD else allocate(kind, count)
    first = serial_of(numbers[0])
    return NumberRange.objects.create(kind=kind, first=first, count=count, taken_on=clock.today())


@transaction.atomic
def blank_cards(count: int) -> list[Card]:
    """Create cards without a patron; return them."""
    return Card.objects.bulk_create([Card(number=number) for number in allocate(NumberKind.CARD, count)])
