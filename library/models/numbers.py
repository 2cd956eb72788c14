"""Numbers on cards and labels: eight digits, a range for each, a check digit.

Digits only: a scanner that is set to another keyboard layout garbles letters and punctuation. The first digit tells
cards from labels, six digits count, the last one is the check digit of H. M. Damm ("Total anti-symmetrische
Quasigruppen", 2004), which finds every single wrong digit and every swap of neighbours.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import damm

LENGTH = 8
MAX_SERIAL = 999_999


class NumberKind(models.TextChoices):
    """The kind of a number: of a card or of a label; the value is its first digit."""

    COPY = "2", _("Buchetikett")
    CARD = "4", _("Leseausweis")


def number_of(kind: str, serial: int) -> str:
    """Return the number with this serial; raise `ValueError` if the serial is out of range."""
    if not 1 <= serial <= MAX_SERIAL:
        raise ValueError(f"No number has the serial {serial}.")
    digits = f"{kind}{serial:06}"
    return digits + damm.calc_check_digit(digits)


def is_number(digits: str, kind: str | None = None) -> bool:
    """Return whether these digits are a valid number of this kind, or of any kind."""
    has_form = len(digits) == LENGTH and digits.isascii() and digits.isdigit()
    return has_form and digits[0] in (NumberKind.values if kind is None else [kind]) and damm.is_valid(digits)


def serial_of(number: str) -> int:
    """Return the serial of a number, which people read out: 1432 of 20014326."""
    return int(number[1:-1])


def validate_copy_number(number: str) -> None:
    """Raise `ValidationError` unless it is the number of a label."""
    if not is_number(number, NumberKind.COPY):
        raise ValidationError(_("Das ist keine Nummer eines Buchetiketts. Bitte scannen Sie das Etikett noch einmal."))


def validate_card_number(number: str) -> None:
    """Raise `ValidationError` unless it is the number of a card."""
    if not is_number(number, NumberKind.CARD):
        raise ValidationError(_("Das ist keine Nummer eines Leseausweises. Bitte scannen Sie den Ausweis noch einmal."))


class NumberSequence(models.Model):
    """The next free serial of each kind; its row lock makes every number unique."""

    kind = models.CharField(max_length=1, primary_key=True, choices=NumberKind.choices)
    next_serial = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["2", "4"]), name="number_sequence_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.next_serial}"


class NumberRange(models.Model):
    """Numbers allocated together, for labels or cards printed ahead: `count` of them from the serial `first`."""

    kind = models.CharField(_("Was?"), max_length=1, choices=NumberKind.choices)
    first = models.PositiveIntegerField(_("erste Nummer"))
    count = models.PositiveIntegerField(_("Wie viele?"))
    taken_on = models.DateField(_("vergeben am"))

    class Meta:
        verbose_name = _("Nummern im Voraus")
        verbose_name_plural = _("Nummern im Voraus")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "first"], name="number_range_begins_once"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="number_range_not_empty"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.first}–{self.last}"

    @property
    def last(self) -> int:
        """Return the last serial."""
        return self.first + self.count - 1

    @property
    def numbers(self) -> list[str]:
        """Return the numbers in order."""
        return [number_of(self.kind, serial) for serial in range(self.first, self.last + 1)]
