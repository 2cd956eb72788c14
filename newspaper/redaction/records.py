"""Redact hidden terms in every record that is saved, by the worker or by staff.

`connect` connects signals of the models with text. The original values are locked (`LockedOriginal`), and the files of
the issue are recreated. Bulk statements send no signals: the worker uses `reapply.store_text`.
"""

from copy import copy
from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save

from kasch_site.common import clock
from kasch_site.common.media.locked import LockedStorage
from newspaper.models import Article, HiddenTerm, Issue, IssueRedaction, LockedOriginal, Page
from newspaper.models.pages import new_image_key

from . import images, jobs
from .images import withdraw
from .terms import Terms, terms_of
from .texts import redact, redact_words

_FIELDS = {Page: ("text", "words"), Article: ("title", "author", "summary", "text"), Issue: ("theme", "rights")}


def connect() -> None:
    """Connect the signals of the models; called when all apps are loaded."""
    for model in _FIELDS:
        label = model._meta.label_lower
        pre_save.connect(_before, sender=model, dispatch_uid=f"redact {label}")
        post_save.connect(_after, sender=model, dispatch_uid=f"lock original of {label}")
        post_delete.connect(_deleted, sender=model, dispatch_uid=f"forget original of {label}")


def fields_of(record) -> tuple[str, ...]:
    """Return the names of the fields that are redacted."""
    return _FIELDS[type(record)]


def redacted_values(record, terms: Terms) -> dict[str, object]:
    """Return the fields of a record that contain hidden terms, with their redacted values."""
    if isinstance(record, Page):
        return _of_page(record, terms)
    values = {name: getattr(record, name) for name in fields_of(record)}
    redacted = {name: _of_field(name, value, terms) for name, value in values.items()}
    return {name: value for name, value in redacted.items() if value != values[name]}


def _of_page(page, terms):
    if terms.hides_page:
        return {"text": "", "words": []} if page.text or page.words else {}
    found = redact_words(page.text, page.words, terms.patterns, terms.areas)
    return {"text": found.text, "words": found.words} if found.text != page.text else {}


def _of_field(name, value, terms):
    if name != "author":
        return redact(value, terms.patterns)
    authors = [each for each in value.split(";") if redact(each, terms.patterns) == each]
    return ";".join(authors).strip() if len(authors) != len(value.split(";")) else value


def _before(instance, raw=False, **_kwargs):
    """Redact a record before it is written."""
    if isinstance(instance, Issue) and not raw:
        _withhold_pdf(instance)
    terms = None if raw else terms_of(instance)
    if not terms:
        return
    changed = redacted_values(instance, terms)
    if changed:
        instance._unredacted = {name: getattr(instance, name) for name in changed}
        for name, value in changed.items():
            setattr(instance, name, value)
    if isinstance(instance, Page) and (changed or (terms.hides_page and not instance.is_hidden)):
        instance._withdrawn_key, instance.image_key = instance.image_key, new_image_key()
        instance.is_being_redacted = True
        if terms.hides_page and not instance.is_hidden:
            instance.hidden_at = clock.now()


def _withhold_pdf(issue):
    """Remove a new PDF from an issue with hidden terms: it has to be checked for them first."""
    name = issue.public_pdf.name
    if not name or issue.intake in Issue.IN_WORK or not HiddenTerm.objects.of_issue(issue.pk).exists():
        return
    if not IssueRedaction.objects.filter(issue=issue.pk, checked_pdf=name).exists():
        issue.public_pdf, issue.public_size, issue._withheld_pdf = "", 0, name


def _after(instance, update_fields=None, raw=False, **_kwargs):
    """Lock the original values, withdraw images, and schedule the recreation of the files of the issue."""
    unredacted = instance.__dict__.pop("_unredacted", {})
    withdrawn_key, withheld_pdf = (instance.__dict__.pop(name, "") for name in ("_withdrawn_key", "_withheld_pdf"))
    if update_fields is not None and (unredacted or withdrawn_key):
        names = [*unredacted, *(["image_key", "is_being_redacted", "hidden_at"] if withdrawn_key else [])]
        values = {name: getattr(instance, name) for name in names}
        type(instance)._base_manager.filter(pk=instance.pk).update(**values)
    if unredacted:
        _lock(instance, unredacted)
    if withdrawn_key:
        withdraw(withdrawn_key)
        jobs.schedule_remake(instance.issue_id)
    if withheld_pdf:
        transaction.on_commit(lambda: LockedStorage().delete(withheld_pdf))
        jobs.schedule_remake(instance.pk)


def _deleted(instance, **_kwargs):
    """Delete the locked values of a deleted record, and its files on commit."""
    _originals(instance).delete()
    if isinstance(instance, Page):
        transaction.on_commit(partial(images.delete, instance.image_key))
    if isinstance(instance, Issue):
        names = filter(None, [instance.original.name, instance.public_pdf.name])
        for name in names:
            transaction.on_commit(partial(LockedStorage().delete, name))


def original_of(record) -> LockedOriginal | None:
    """Return the locked values of a record; None if there are none."""
    return _originals(record).first()


def restorable(record, original: LockedOriginal, terms: Terms) -> dict[str, object]:
    """Return the locked values of the fields that have not been changed since they were redacted."""
    earlier = copy(record)
    for name, value in original.values.items():
        setattr(earlier, name, value)
    without = {**original.values, **redacted_values(earlier, terms)}
    return {name: value for name, value in original.values.items() if without[name] == getattr(record, name)}


def _originals(record):
    return LockedOriginal.objects.filter(label=record._meta.label_lower, object_id=record.pk)


def _lock(record, unredacted):
    """Lock the original values of a record.

    Existing locked values are kept if redacting them gives the current values.
    """
    values = {name: unredacted.get(name, getattr(record, name)) for name in fields_of(record)}
    known = original_of(record)
    if known is not None:
        values |= restorable(record, known, terms_of(record))
    LockedOriginal.objects.update_or_create(
        label=record._meta.label_lower, object_id=record.pk, defaults={"values": values}
    )
