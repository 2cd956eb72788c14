"""Dolls that somebody brings on a day."""

from datetime import timedelta

from django.db import models

from kasch_site.common import clock
from kasch_site.visitors.models import CodedRequest, VisitorRequestQuerySet, one_contact

RETENTION = timedelta(days=10)


class RepairQuerySet(VisitorRequestQuerySet):
    """Queries for repairs by day."""

    def upcoming(self, until):
        """Return repairs from tomorrow to the day of this moment."""
        return self.filter(state=Repair.State.ASKED, day__gt=clock.today(), day__lte=until.date())

    def in_retention(self, now):
        """Return repairs within their retention period, whether or not the purge has run."""
        return self.filter(day__gte=(now - RETENTION).date())

    def past_retention(self, before):
        """Return repairs whose retention period ended before that moment."""
        return self.filter(day__lt=(before - RETENTION).date())


class Repair(CodedRequest):
    """A doll to be repaired: who brings it, and when."""

    class State(models.TextChoices):
        ASKED = "asked", "angemeldet"
        CANCELLED = "cancelled", "abgesagt"

    doll = models.CharField("Puppe", max_length=60)
    day = models.DateField("Tag")
    state = models.CharField("Zustand", max_length=10, choices=State.choices, default=State.ASKED)

    objects = RepairQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "Reparatur", "Reparaturen"
        constraints = [*CodedRequest.Meta.constraints, one_contact("repair_one_contact")]

    @property
    def is_open(self):
        """Return whether the doll is still expected."""
        return self.state == self.State.ASKED and self.day >= clock.today()

    @property
    def begins_at(self):
        """Return the beginning of the day."""
        return clock.local(self.day)
