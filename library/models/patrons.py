"""Patrons and their cards."""

from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.text.german_order import GermanOrder
from kasch_site.house.models import Language
from kasch_site.visitors.models import VisitorRequest, VisitorRequestQuerySet, any_contact

from .numbers import LENGTH, NumberKind, serial_of, validate_card_number

PIN_LENGTH = 4


class PatronQuerySet(VisitorRequestQuerySet):
    """Queries for patrons."""

    def members(self):
        """Filter patrons whose membership has not ended."""
        return self.filter(ended_on=None)

    def with_card(self, number: str):
        """Filter the patron of the valid card with this number."""
        return self.filter(cards__number=number, cards__blocked_on=None)

    def without_loans(self):
        """Filter patrons without open loans."""
        loans = self.model._meta.get_field("loans").related_model.objects
        return self.exclude(Exists(loans.filter(patron=OuterRef("pk"), returned_at=None)))


class Patron(VisitorRequest):
    """A person who borrows. The contact of a child is that of the consenting adult."""

    language = models.ForeignKey(
        Language, verbose_name=_("Sprache"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_child = models.BooleanField(_("ein Kind"), default=False)
    guardian = models.CharField(_("Wer für das Kind zustimmt"), max_length=80, blank=True)
    pin_hash = models.CharField(max_length=128, blank=True, editable=False)
    joined_on = models.DateField(_("seit"), editable=False)
    ended_on = models.DateField(_("beendet am"), null=True, blank=True, editable=False)
    # The first day of the month of the last use of the card; an exact day would reveal what they had borrowed.
    active_on = models.DateField(_("zuletzt da"), editable=False)

    objects = PatronQuerySet.as_manager()

    class Meta:
        verbose_name = _("Leserin oder Leser")
        verbose_name_plural = _("Leserinnen und Leser")
        ordering = [GermanOrder("name"), "pk"]
        constraints = [
            *VisitorRequest.Meta.constraints,
            any_contact("patron_can_be_reached"),
            models.CheckConstraint(
                condition=Q(is_child=False, guardian="") | Q(is_child=True) & ~Q(guardian=""),
                name="patron_child_with_consent",
                violation_error_message=_("Ein Kind braucht einen Erwachsenen, der zustimmt."),
            ),
        ]

    def __str__(self):
        return self.name

    def set_pin(self, pin: str) -> None:
        """Set the PIN, of which only the hash is stored. Callers save the patron."""
        self.pin_hash = make_password(pin)


class ActivePatronCount(models.Model):
    """The number of patrons who have used the library in a year, without names or loans."""

    year = models.PositiveSmallIntegerField(_("Jahr"), unique=True)
    count = models.PositiveIntegerField(_("Leserinnen und Leser"), default=0)

    class Meta:
        verbose_name = _("aktive Leserinnen und Leser")
        verbose_name_plural = _("aktive Leserinnen und Leser")
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year}: {self.count}"


class CardQuerySet(models.QuerySet):
    """Queries for cards."""

    def valid(self):
        """Filter cards that belong to a patron and are not blocked."""
        return self.filter(patron__isnull=False, blocked_on=None)

    def blank(self):
        """Filter cards that were printed ahead and are not assigned to a patron."""
        return self.filter(patron=None, blocked_on=None)


class Card(models.Model):
    """The card of a patron. A blank one, printed ahead, has no patron; a lost one is blocked permanently."""

    number = models.CharField(_("Nummer"), max_length=LENGTH, unique=True, validators=[validate_card_number])
    patron = models.ForeignKey(
        Patron, verbose_name=_("gehört"), null=True, blank=True, on_delete=models.SET_NULL, related_name="cards"
    )
    blocked_on = models.DateField(_("gesperrt am"), null=True, blank=True, editable=False)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("Leseausweis")
        verbose_name_plural = _("Leseausweise")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["patron"], condition=Q(blocked_on=None, patron__isnull=False), name="card_one_for_a_patron"
            ),
            models.CheckConstraint(
                condition=Q(number__startswith=NumberKind.CARD.value), name="card_number_in_its_range"
            ),
        ]

    def __str__(self):
        return _("Ausweis %(serial)s") % {"serial": self.short_number}

    @property
    def short_number(self) -> str:
        """Return the serial of the card, which people read out: "731"."""
        return str(serial_of(self.number))
