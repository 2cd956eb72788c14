"""Deletion of schedule rules, with a preview of its effect on free and booked slots; and of counsellors."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counselling.models import Booking
from counselling.scheduling import slot_generation
from kasch_site.common import clock
from kasch_site.common.admin.deletion.refusals import Refusal, form_link
from kasch_site.common.caching.versions import clear_all

from .descriptions import counts_in_words, slot_lines, unmatched_in_words


class DeletesSlotsMixin:
    """For a ModelAdmin whose records produce slots for their `counsellor`."""

    @transaction.atomic
    def delete_model(self, request, obj):
        self._delete(self.model._default_manager.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        self._delete(queryset)

    def effects_of_deletion(self, request, records) -> list[str]:
        """Return the effects on slots: delete the records, compare, and roll back."""
        unmatched_before = {slot.pk for slot in slot_generation.unmatched_slots()}
        with transaction.atomic():
            changes = self._delete(self.model._default_manager.filter(pk__in=[record.pk for record in records]))
            newly_unmatched = [slot for slot in slot_generation.unmatched_slots() if slot.pk not in unmatched_before]
            lines = [*_counts(changes), *unmatched_in_words(newly_unmatched), *slot_lines(newly_unmatched)]
            transaction.set_rollback(True)
        clear_all()
        return lines

    def _delete(self, queryset):
        counsellors = set(queryset.order_by().values_list("counsellor", flat=True))
        slot_generation.lock(counsellors)
        queryset.delete()
        return _generate_slots(counsellors)


def _counts(changes):
    return counts_in_words(
        sum(change.added_count for change in changes), sum(change.removed_count for change in changes)
    )


def _generate_slots(counsellors):
    return [slot_generation.generate_slots_of(key) for key in sorted(counsellors)]


def refuse_counsellor(model_admin, counsellor) -> Refusal | None:
    """Return a refusal for a counsellor with schedule rules or slots; None if the record can be deleted."""
    rules = counsellor.schedule_rules.count()
    if not rules and not counsellor.slots.exists():
        return None
    upcoming = Booking.objects.upcoming(clock.now()).filter(slot__counsellor=counsellor).count()
    lines = (
        [ngettext("Eine Sprechstunde gehört dazu.", "%(count)d Sprechstunden gehören dazu.", rules)] if rules else []
    )
    texts = [line % {"count": rules} for line in lines]
    if upcoming:
        text = ngettext("Ein Termin ist vergeben.", "%(count)d Termine sind vergeben.", upcoming)
        texts.append(text % {"count": upcoming})
    if not texts:
        texts.append(_("Termine aus der letzten Zeit gehören dazu."))
    texts.append(
        _("Nehmen Sie stattdessen das Häkchen bei „berät zurzeit“ heraus: Freie Zeiten gibt es dann keine mehr.")
    )
    return Refusal(" ".join(texts), (form_link(model_admin, counsellor, _("Zum Formular mit „berät zurzeit“")),))
