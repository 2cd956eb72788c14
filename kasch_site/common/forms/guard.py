"""Spam protection of public forms without captchas, visitors' addresses or third-party services.

Nothing is discarded silently: a person who is taken for a bot is asked to submit again, with all values preserved.

- A signed token identifies the form and the time it was rendered. It is refused less than two seconds later, which no
  person manages, and more than a day later, when the content of the form may be outdated.
- A hidden honeypot field must be empty. Pretending success would lose the message of a person whose browser filled it
  in, so the field is cleared and they are asked to submit again.
- The same form submitted twice with the same values is one message: see `GuardedFormMixin.message_id`.

Nothing of this is stored and no cookie is needed; Django's CSRF cookie is set only on pages with a form.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control

from kasch_site.common import clock

MIN_AGE = timedelta(seconds=2)
MAX_AGE = timedelta(days=1)
TOKEN = "form_token"  # noqa: S105 - the name of a form field
HONEYPOT = "homepage"
MAX_TOKEN_LENGTH = 200  # characters; ours have about 90
_signer = signing.Signer(salt="form guard")

TOO_FAST = _("Das ging ungewöhnlich schnell. Bitte senden Sie noch einmal ab. Ihr Text ist noch da.")
TOO_OLD = _("Diese Seite war länger als einen Tag offen. Bitte prüfen Sie Ihre Angaben und senden Sie noch einmal ab.")
UNKNOWN = _("Beim Absenden hat etwas gefehlt. Bitte senden Sie noch einmal ab. Ihr Text ist noch da.")
HONEYPOT_FILLED = _(
    "Ein verstecktes Feld, das leer bleiben muss, war ausgefüllt. Manche Programme tun das von selbst. "
    "Wir haben es geleert. Bitte senden Sie noch einmal ab."
)


@dataclass(frozen=True, slots=True)
class FormStamp:
    """The id of a form, and the time it was rendered."""

    form_id: uuid.UUID
    rendered_at: datetime

    @property
    def age(self):
        """Return the time since the form was rendered."""
        return clock.now() - self.rendered_at

    @property
    def is_current(self):
        return timedelta() <= self.age <= MAX_AGE

    def sign(self):
        return _signer.sign_object([self.form_id.hex, int(self.rendered_at.timestamp())])


def read_stamp(token: str) -> FormStamp | None:
    """Return the verified stamp, or None if the signature is invalid."""
    if len(token) > MAX_TOKEN_LENGTH:
        return None
    try:
        form_id, seconds = _signer.unsign_object(token)
        return FormStamp(uuid.UUID(form_id), datetime.fromtimestamp(seconds, tz=UTC))
    except (signing.BadSignature, ValueError, TypeError):
        return None


class GuardedFormMixin:
    """Mixin that guards a form; listed before Django's Form or ModelForm. Rendered by templates/forms/guard.html."""

    is_guarded = True
    token_name = TOKEN
    honeypot_name = HONEYPOT

    def full_clean(self):
        super().full_clean()
        # Only if the form is otherwise valid: one reason to submit again at a time.
        if self.is_bound and not self._errors:
            error = self._guard_error()
            if error:
                self.add_error(None, error)

    def _guard_error(self):
        if self.data.get(HONEYPOT):
            return HONEYPOT_FILLED
        if self._submitted_stamp is None:
            return UNKNOWN
        if not self._submitted_stamp.is_current:
            return TOO_OLD
        return TOO_FAST if self._submitted_stamp.age < MIN_AGE else None

    @cached_property
    def _submitted_stamp(self):
        return read_stamp(self.data.get(TOKEN, "")) if self.is_bound else None

    @cached_property
    def stamp(self):
        """Return the submitted stamp while it is valid, else a new one."""
        submitted = self._submitted_stamp
        if submitted is not None and submitted.is_current:
            return submitted
        # A resubmission is not subject to the minimum time.
        rendered_at = clock.now() - MIN_AGE if self.is_bound else clock.now()
        return FormStamp(submitted.form_id if submitted else uuid.uuid4(), rendered_at)

    @property
    def token(self):
        """Return the signed token for the hidden field."""
        return self.stamp.sign()

    def message_id(self) -> uuid.UUID:
        """Return an id derived from the form and its values: a form submitted twice is stored once.

        Different values yield a different id, so going back and sending another message loses nothing.
        """
        values = "\0".join(f"{name}={value}" for name, value in sorted(self.cleaned_data.items()))
        return uuid.uuid5(self.stamp.form_id, values)


def public_form(view):
    """Mark the view of a form that is public.

    Its pages are not stored by shared caches, but the browser may preserve input for "back". If CSRF protection refuses
    the form, the submitted values are offered again (see `csrf_failure`).
    """
    uncached = cache_control(private=True, no_cache=True)(view)
    uncached.is_public_form = True
    return uncached
