"""Requests of persons who do not want to be named in old issues."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.visitors.models import CodedRequest, VisitorRequestQuerySet, one_contact

MAX_DETAILS_LENGTH = 2000
MAX_ANSWER_LENGTH = 600


class RemovalRequestQuerySet(VisitorRequestQuerySet):
    """Queries for removal requests."""

    def open(self):
        """Filter requests that nobody has answered."""
        return self.filter(state=RemovalRequest.State.RECEIVED)


class RemovalRequest(CodedRequest):
    """A request to hide a name, a passage, a picture or a page of an old issue."""

    class State(models.TextChoices):
        RECEIVED = "received", _("eingegangen")
        DONE = "done", _("ausgeblendet")
        DECLINED = "declined", _("abgelehnt")

    hidden_name = models.CharField(_("Welcher Name?"), max_length=120)
    details = models.TextField(_("Was soll weg, und wo steht es?"), max_length=MAX_DETAILS_LENGTH, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State.choices, default=State.RECEIVED)
    answer = models.TextField(_("Unsere Antwort"), max_length=MAX_ANSWER_LENGTH, blank=True)
    closed_at = models.DateTimeField(_("beantwortet"), null=True, editable=False)

    objects = RemovalRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bitte um Ausblenden")
        verbose_name_plural = _("Bitten um Ausblenden")
        ordering = ["-created_at", "-pk"]
        constraints = [
            *CodedRequest.Meta.constraints,
            one_contact("removal_request_one_contact"),
            models.CheckConstraint(
                condition=Q(state="received", closed_at=None)
                | Q(state__in=["done", "declined"], closed_at__isnull=False),
                name="removal_request_answered_if_it_says_so",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="removal_request_declined_why"),
        ]

    @property
    def is_open(self) -> bool:
        """Return whether nobody has answered it yet."""
        return self.state == self.State.RECEIVED
