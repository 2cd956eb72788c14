"""Holds: titles that somebody reserved, with or without a card."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kasch_site.visitors.models import CodedRequest, VisitorRequestQuerySet, one_contact

from .copies import Copy
from .patrons import Patron
from .titles import Title


def of_guest(keys) -> Q:
    """Return the condition for holds without a card with one of these canonical contacts."""
    return Q(patron=None) & (Q(email_key__in=keys) | Q(phone_key__in=keys))


class HoldQuerySet(VisitorRequestQuerySet):
    """Queries for holds."""

    def waiting(self):
        """Filter holds that wait for a copy, in the order of the queue."""
        return self.filter(state=Hold.State.WAITING).order_by("created_at", "pk")

    def ready(self):
        """Filter holds whose copy is ready."""
        return self.filter(state=Hold.State.READY)

    def open(self):
        """Filter holds that wait or are ready, in the order of the queue."""
        return self.filter(state__in=Hold.OPEN).order_by("created_at", "pk")

    def in_retention(self, ended_after):
        """Filter open holds, and those that ended after a moment."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=ended_after))

    def of_same_guest(self, hold):
        """Filter the other open holds without a card with the same contact and title."""
        return self.open().filter(of_guest(hold.keys), title=hold.title_id).exclude(pk=hold.pk)

    def lapsed(self, today):
        """Filter ready holds whose pickup period is over."""
        return self.ready().filter(pickup_until__lt=today)

    def with_titles(self):
        """Load the titles with their languages."""
        return self.select_related("title", "copy").prefetch_related("title__languages")

    def with_is_missing(self):
        """Annotate holds with `is_missing`: the title has no reservable copy."""
        return self.annotate(is_missing=~Exists(Copy.objects.reservable(OuterRef("title"))))

    def with_place(self):
        """Annotate waiting holds with their `place` in the queue, from 1, by a subquery."""
        is_earlier = Q(created_at__lt=OuterRef("created_at")) | Q(
            created_at=OuterRef("created_at"), pk__lt=OuterRef("pk")
        )
        earlier = Hold.objects.filter(is_earlier, title=OuterRef("title"), state=Hold.State.WAITING)
        number = earlier.order_by().values("title").annotate(number=Count("pk")).values("number")
        return self.annotate(place=Coalesce(Subquery(number), 0) + 1)


class Hold(CodedRequest):
    """A reservation of a title. It waits in the queue, then a copy is ready until the end of `pickup_until`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        READY = "ready", _("liegt bereit")
        COLLECTED = "collected", _("abgeholt")
        LAPSED = "lapsed", _("nicht abgeholt")
        CANCELLED = "cancelled", _("abgesagt")

    OPEN = (State.WAITING, State.READY)

    title = models.ForeignKey(Title, verbose_name=_("Titel"), on_delete=models.PROTECT, related_name="holds")
    patron = models.ForeignKey(
        Patron,
        verbose_name=_("Leserin oder Leser"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="holds",
    )
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.WAITING)
    copy = models.ForeignKey(
        Copy, verbose_name=_("Exemplar"), null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    ready_on = models.DateField(_("liegt bereit seit"), null=True, blank=True, editable=False)
    pickup_until = models.DateField(_("liegt bereit bis"), null=True, blank=True)
    ended_at = models.DateTimeField(_("beendet"), null=True, blank=True, editable=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vormerkung")
        verbose_name_plural = _("Vormerkungen")
        ordering = ["created_at", "pk"]
        constraints = [
            *CodedRequest.Meta.constraints,
            one_contact("hold_has_one_contact"),
            models.UniqueConstraint(fields=["copy"], condition=Q(state="ready"), name="never_put_aside_for_two"),
            models.CheckConstraint(
                condition=Q(state="ready", copy__isnull=False, pickup_until__isnull=False)
                | ~Q(state="ready") & Q(copy=None, pickup_until=None),
                name="hold_ready_with_a_copy",
            ),
            models.CheckConstraint(condition=Q(state="ready") | Q(ready_on=None), name="hold_since_only_if_ready"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "ready"], ended_at=None)
                | Q(state__in=["collected", "lapsed", "cancelled"], ended_at__isnull=False),
                name="hold_ends_once",
            ),
            models.UniqueConstraint(
                fields=["title", "patron"],
                condition=Q(state__in=["waiting", "ready"], patron__isnull=False),
                name="hold_once_for_a_patron",
            ),
        ]
        indexes = [models.Index(fields=["title", "state", "created_at"], name="hold_queue")]

    @property
    def is_open(self) -> bool:
        """Return whether the hold waits or is ready."""
        return self.state in self.OPEN
