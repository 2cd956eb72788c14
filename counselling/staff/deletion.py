"""Deletion of schedule rules, with a preview of its effect on free and booked slots."""

from copy import copy

from django.db import transaction

from counselling.scheduling import slot_generation
from kasch_site.common.caching.versions import clear_all

from .descriptions import counts_in_words, slot_lines, unmatched_in_words


class DeletesSlotsMixin:
    """For a ModelAdmin whose records produce slots.

    `affected_counsellors(obj)` returns the counsellors whose slots change.
    """

    @transaction.atomic
    def delete_model(self, request, obj):
        counsellors = self.affected_counsellors(obj)
        slot_generation.lock(counsellors)
        super().delete_model(request, obj)
        request.slot_changes = _generate_slots(counsellors)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        counsellors = set(queryset.order_by().values_list("counsellor", flat=True))
        slot_generation.lock(counsellors)
        super().delete_queryset(request, queryset)
        _generate_slots(counsellors)

    def render_delete_form(self, request, context):
        if not (context["protected"] or context["perms_lacking"]):
            context["effects"] = self._effects_of_deletion(request, context["object"])
        return super().render_delete_form(request, context)

    def _effects_of_deletion(self, request, obj) -> list[str]:
        """Return the effects of a deletion: perform it, compare, and roll back."""
        unmatched_before = {slot.pk for slot in slot_generation.unmatched_slots()}
        with transaction.atomic():
            self.delete_model(request, copy(obj))  # deletion clears the primary key of the instance
            newly_unmatched = [slot for slot in slot_generation.unmatched_slots() if slot.pk not in unmatched_before]
            lines = [*_counts(request.slot_changes), *unmatched_in_words(newly_unmatched), *slot_lines(newly_unmatched)]
            transaction.set_rollback(True)
        clear_all()
        return lines


def _counts(changes):
    return counts_in_words(
        sum(change.added_count for change in changes), sum(change.removed_count for change in changes)
    )


def _generate_slots(counsellors):
    return [slot_generation.generate_slots_of(key) for key in sorted(counsellors)]
