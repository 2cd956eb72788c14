"""Forms that are sent twice: at once, or again after the browser's "Back"."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac

from kasch_site.common.admin.confirmation.save import BACK_TO_FORM, CONFIRMED
from kasch_site.common.admin.unsaved.account import ACCOUNT
from kasch_site.common.admin.unsaved.drafts import DRAFT
from kasch_site.common.models import FormSubmission

from .merging import CHOICE
from .shown import SHOWN

FORM_KEY = "_form_key"
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


def purge(before) -> int:
    """Erase submissions whose retention is over; return their number."""
    return FormSubmission.objects.filter(created_at__lt=before - SUBMISSION_RETENTION).delete()[0]
