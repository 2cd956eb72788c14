"""The swap shelf, and purchase requests."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.visitors.models import CodedRequest, VisitorRequestQuerySet, one_contact

from .titles import Title


class SwapItemQuerySet(models.QuerySet):
    """Queries for the swap shelf."""

    def on_shelf(self):
        """Return the items on the shelf, newest first."""
        return self.filter(gone_on=None).order_by("-came_on", "-pk")


class SwapItem(models.Model):
    """A book on the swap shelf, which anybody can take; it is never lent."""

    text = models.CharField(_("Was ist es?"), max_length=200, help_text=_("Titel und wer es geschrieben hat."))
    came_on = models.DateField(_("gekommen am"))
    gone_on = models.DateField(_("weg seit"), null=True, blank=True)

    objects = SwapItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("Buch im Tauschregal")
        verbose_name_plural = _("Bücher im Tauschregal")
        ordering = ["-came_on", "-pk"]

    def __str__(self):
        return self.text


class PurchaseRequestQuerySet(VisitorRequestQuerySet):
    """Queries for purchase requests."""

    def open(self, today):
        """Filter requests that are open."""
        return self.filter(state=PurchaseRequest.State.OPEN, ends_on__gte=today)

    def in_retention(self, ended_after):
        """Filter requests that ended after a day, and open ones."""
        return self.filter(ends_on__gt=ended_after)


class PurchaseRequest(CodedRequest):
    """A book that a person looks for: on the swap shelf, in the library, or to be bought. It ends on a day."""

    class State(models.TextChoices):
        OPEN = "open", _("wird gesucht")
        FOUND = "found", _("gefunden")
        ENDED = "ended", _("beendet")

    text = models.CharField(_("Was suchen Sie?"), max_length=200)
    ends_on = models.DateField(_("suchen bis"))
    state = models.CharField(_("Zustand"), max_length=8, choices=State.choices, default=State.OPEN)
    # The book that was found: a title of the catalogue, or a book on the swap shelf.
    found_title = models.ForeignKey(
        Title, verbose_name=_("gefunden im Katalog"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    found_item = models.ForeignKey(
        SwapItem,
        verbose_name=_("gefunden im Tauschregal"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="requests",
    )

    objects = PurchaseRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Suchwunsch")
        verbose_name_plural = _("Suchwünsche")
        ordering = ["created_at", "pk"]
        constraints = [
            *CodedRequest.Meta.constraints,
            one_contact("purchase_request_one_contact"),
            models.CheckConstraint(condition=Q(state__in=["open", "found", "ended"]), name="purchase_request_state"),
            models.CheckConstraint(
                condition=Q(found_title=None) | Q(found_item=None), name="purchase_request_found_in_one_place"
            ),
            models.CheckConstraint(
                condition=Q(found_title=None, found_item=None) | Q(state="found"),
                name="purchase_request_found_if_it_says_so",
            ),
        ]
