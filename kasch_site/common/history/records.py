"""The rows of the history, written by django-simple-history whenever a record is saved or deleted.

A row is written in the transaction of the save, so a rolled-back trial leaves none. Bulk statements (`update`,
`bulk_create`, `bulk_update`) write none: a verb that changes content for staff saves its records one by one; dates that
a series generates are deliberately left out, because their rule has a history.
"""

from uuid import uuid4

from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from . import bin as bin_
from .recording import current_recording, member_of_staff

# The reason of a row that was written because the stored record differed from the newest row.
STORED = "stored"


class HistoryRow(models.Model):
    """The fields of each history row in addition to those of django-simple-history.

    Rows with the same `change` were written by one request. `by_staff` remains when the account is deleted.
    """

    change = models.UUIDField(db_index=True, editable=False)
    by_staff = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class ContentHistory(HistoricalRecords):
    """The history of a model with content, as its attribute `history`.

    `parts` names models that are shown and restored with this one, each with its foreign key to it:
    `{"events.Series": "event"}`. `in_bin` names those that only the bin restores, with the lookup to this one.
    `has_bin=False`: a deleted record is gone at once.
    """

    def __init__(self, *, parts=None, in_bin=None, has_bin=True, **options):
        super().__init__(
            bases=[HistoryRow],
            get_user=member_of_staff,
            history_id_field=models.BigAutoField(),
            **options,
        )
        self.parts = parts or {}
        self.in_bin = {**self.parts, **(in_bin or {})}
        self.has_bin = has_bin

    def is_kept(self, instance) -> bool:
        """Return whether the deletion of this record is noted; a subclass leaves out mass-generated ones."""
        return True

    def finalize(self, sender, **kwargs):
        super().finalize(sender, **kwargs)
        if sender is self.cls:
            self._register(sender)

    def _register(self, model):
        histories[model] = self
        pre_save.connect(self.before_save, sender=model, weak=False)
        if self.has_bin:
            pre_delete.connect(self.before_delete, sender=model, weak=False)

    def before_save(self, instance, raw=False, **_kwargs):
        """Note what is stored if the newest row does not say it, so that the next row shows only its own change.

        That is the case for what was made before there was a history, and for bulk statements.
        """
        if raw or instance.pk is None or instance._state.adding or current_recording() is None:
            return
        stored = type(instance)._base_manager.filter(pk=instance.pk).first()
        if stored is not None and not _is_current(stored.history.first(), stored):
            stored._history_user, stored._change_reason = None, STORED
            self.create_historical_record(stored, "~")

    def before_delete(self, instance, origin=None, **_kwargs):
        """Put what a member of staff deletes into the bin; what is deleted with it goes into the same entry."""
        if current_recording() is not None and self.is_kept(instance) and _is_root(instance, origin):
            bin_.put(instance, self.in_bin, member_of_staff())

    def get_meta_options(self, model):
        """Return the options of the history model: nobody needs permissions of its own for it."""
        return {**super().get_meta_options(model), "default_permissions": ()}

    def post_delete(self, instance, using=None, **kwargs):
        if self.is_kept(instance):
            super().post_delete(instance, using=using, **kwargs)

    def follow(self, proxy) -> None:
        """Record saves through a proxy model too: Django sends its signals for the proxy."""
        self._register(proxy)
        post_save.connect(self.post_save, sender=proxy, weak=False)
        post_delete.connect(self.post_delete, sender=proxy, weak=False)


# The histories of all models and proxies.
histories: dict[type[models.Model], ContentHistory] = {}


def has_history(model) -> bool:
    """Return whether changes of this model are recorded."""
    return model in histories


def _is_current(row, stored) -> bool:
    """Return whether the newest row of a history has the values of the stored record."""
    if row is None or row.history_type == "-":
        return False
    names = [field.attname for field in row.tracked_fields if field.editable]
    return all(getattr(row, name) == getattr(stored, name) for name in names)


def _is_root(instance, origin) -> bool:
    """Return whether the deletion was asked for this record, or for a queryset of such records."""
    model = origin.model if isinstance(origin, models.QuerySet) else type(origin)
    return model._meta.concrete_model is instance._meta.concrete_model


def fill_history_row(history_instance, **_kwargs):
    """Fill in the own columns of a new row."""
    current = current_recording()
    is_part_of_it = current and history_instance.history_change_reason != STORED
    history_instance.change = current.change if is_part_of_it else uuid4()
    history_instance.by_staff = history_instance.history_user is not None


pre_create_historical_record.connect(fill_history_row, dispatch_uid="attribute_history")
