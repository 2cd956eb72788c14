"""Forms that are sent twice: at once, or again after the browser's "Back"."""

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.confirmation.save import BACK_TO_FORM, CONFIRMED
from kasch_site.common.admin.unsaved.account import ACCOUNT
from kasch_site.common.admin.unsaved.drafts import DRAFT
from kasch_site.common.models import FormSubmission

from .merging import CHOICE
from .shown import SHOWN

FORM_KEY = "_form_key"
SAVED_ALREADY = _("Das war schon gespeichert: „%(name)s“. Es ist nichts doppelt angelegt.")
SUBMISSION_RETENTION = timedelta(days=2)
_NOT_TYPED = ("csrfmiddlewaretoken", FORM_KEY, SHOWN, ACCOUNT, DRAFT, CONFIRMED, BACK_TO_FORM)


def form_key(request) -> UUID:
    """Return the idempotency key of the form to be shown: that of the submitted form, or a new one."""
    return key_in(request.POST) or uuid4()


def key_in(data) -> UUID | None:
    """Return the idempotency key in a submitted form; None if there is no valid one."""
    try:
        return models.UUIDField().to_python(data.get(FORM_KEY, "")[:36] or None)
    except ValidationError:
        return None


def content_of(data) -> str:
    """Return a digest of what was typed, regardless of the button."""
    typed = sorted(
        (name, values) for name, values in data.lists() if name not in _NOT_TYPED and not name.startswith(CHOICE)
    )
    return salted_hmac("content of a form", repr(typed)).hexdigest()[:40]


def create_once(request, purpose: str, make):
    """Return the record that `make()` creates, and whether it is new: for the same form and purpose it is made once.

    Return None instead of a record that has been deleted since. Runs in one transaction.
    """
    key = key_in(request.POST)
    with transaction.atomic():
        if key is None:
            return make(), True
        values = {"model": "", "object_id": "", "content": ""}
        submission, is_new = FormSubmission.objects.get_or_create(key=uuid5(key, purpose), defaults=values)
        if not is_new:
            return _record_of(submission), False
        record = make()
        submission.model, submission.object_id = record._meta.label_lower, str(record.pk)
        submission.save()
        return record, True


def created_before(request, purpose: str):
    """Return the record that `create_once` has created for this form and purpose, None if there is none (any more)."""
    key = key_in(request.POST)
    submission = key and FormSubmission.objects.filter(key=uuid5(key, purpose)).first()
    return _record_of(submission) if submission else None


def _record_of(submission):
    return apps.get_model(submission.model)._base_manager.filter(pk=submission.object_id).first()


def purge(before) -> int:
    """Erase submissions whose retention is over; return their number."""
    return FormSubmission.objects.filter(created_at__lt=before - SUBMISSION_RETENTION).delete()[0]
