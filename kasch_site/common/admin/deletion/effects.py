"""The effects of deleting records: as sentences for staff, and as notifications that would be sent.

A ModelAdmin adds its own sentences with a method `effects_of_deletion(request, records)`.
"""

from collections import Counter

from django.db import router, transaction
from django.db.models import SET_NULL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common.caching.versions import clear_all
from kasch_site.common.references import references, selections

from ..confirmation.pending_notifications import caused_since, pending_notifications
from ..confirmation.save import discard_messages, message_count
from .refusals import counted


def effects(model_admin, request, records, delete) -> dict:
    """Return the context of a confirmation page: `effects`, sentences, and `notifications`.

    `delete` deletes the records; it is run in a transaction that is rolled back, to see whom it would notify.
    """
    hook = getattr(model_admin, "effects_of_deletion", None)
    lines = [
        *_published_lines(records),
        *(hook(request, records) if hook else ()),
        *_emptied_reference_lines(model_admin, records),
    ]
    return {"effects": lines, "notifications": dry_run(model_admin, request, delete)}


def dry_run(model_admin, request, delete) -> list:
    """Return the notifications that `delete` causes; roll back what it does."""
    using = router.db_for_write(model_admin.model)
    before, messages_before = pending_notifications(), message_count(request)
    with transaction.atomic(using=using):
        delete()
        caused = caused_since(before)
        transaction.set_rollback(True, using=using)
    discard_dry_run(request, messages_before)
    return caused


def discard_dry_run(request, messages_before: int = 0) -> None:
    """Discard what a rolled-back deletion has left in memory; keep the messages that were queued before it."""
    clear_all()
    discard_messages(request, messages_before)


def _published_lines(records):
    """Yield a sentence about those that residents can see."""
    count = sum(hasattr(record, "is_published") and record.is_published() for record in records)
    if not count:
        return
    if len(records) == 1:
        yield _("Es steht auf der Website und verschwindet dort.")
        return
    text = ngettext("Eines davon verschwindet von der Website.", "%(count)d davon verschwinden von der Website.", count)
    yield text % {"count": count}


def _emptied_reference_lines(model_admin, records):
    """Yield a sentence that counts the records in which a reference to a deleted one becomes empty."""
    counts = Counter()
    for record in records:
        for rows in (*(rows for _name, rows in references(record, SET_NULL)), *selections(record)):
            if model_admin.admin_site.is_registered(rows.model):
                counts[rows.model._meta] += rows.count()
    fields = [counted(opts, count) for opts, count in counts.items() if count]
    if fields:
        yield _("Diese Angabe fehlt dann bei: %(what)s.") % {"what": ", ".join(fields)}
