"""Deletion of schedule rules, with a preview of its effect on free and booked slots."""

from copy import copy

from django.db import transaction

from counselling.scheduling import slot_generation
from kasch_site.common.caching.versions import clear_all

from .words import counts_in_words, lines_of, stay


class DeletesTimesMixin:
    """For a ModelAdmin whose records produce slots; `touched(obj)` returns the counsellors whose slots change."""

    @transaction.atomic
    def delete_model(self, request, obj):
        touched = self.touched(obj)
        slot_generation.lock(touched)
        super().delete_model(request, obj)
        request.time_changes = _make_times(touched)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        touched = set(queryset.order_by().values_list("counsellor", flat=True))
        slot_generation.lock(touched)
        super().delete_queryset(request, queryset)
        _make_times(touched)

    def render_delete_form(self, request, context):
        if not (context["protected"] or context["perms_lacking"]):
            context["what_goes"] = self._would_go(request, context["object"])
        return super().render_delete_form(request, context)

    def _would_go(self, request, obj) -> list[str]:
        """Return the effects of a deletion: perform it, compare, and roll back."""
        known = {slot.pk for slot in slot_generation.misfits()}
        with transaction.atomic():
            self.delete_model(request, copy(obj))  # deletion clears the primary key of the instance
            left = [slot for slot in slot_generation.misfits() if slot.pk not in known]
            lines = [*_counts(request.time_changes), *stay(left), *lines_of(left)]
            transaction.set_rollback(True)
        clear_all()
        return lines


def _counts(changes):
    return counts_in_words(sum(each.came for each in changes), sum(each.went for each in changes))


def _make_times(counsellors):
    return [slot_generation.make_times_of(key) for key in sorted(counsellors)]
