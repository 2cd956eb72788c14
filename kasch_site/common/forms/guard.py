"""Protection of public forms without puzzles, without a visitor's address and without anybody's server.

Three things are looked at, and each answer is honest. Nothing is ever thrown away in silence: whoever is taken for a
machine by mistake is asked to send once more, with everything they typed still there.

- A signed word in the form says which form it is and when it was made. Sent after less than two seconds, no person
  has read it; after more than a day, what it says may be out of date.
- A field that people neither see nor reach must stay empty. Pretending success when it is filled would lose the words
  of somebody whose browser filled it in, so it is emptied and they are asked again.
- The same form sent twice with the same words is one message: see `GuardedFormMixin.message_id`.

Nothing of this is stored and no cookie is needed; the cookie of Django's protection against forged requests (CSRF) is
set on pages with a form alone.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control

from kasch_site.common import clock

FASTEST = timedelta(seconds=2)
OLDEST = timedelta(days=1)
TOKEN = "form_token"  # noqa: S105 - the name of a form field
TRAP = "homepage"
LONGEST_TOKEN = 200  # characters; ours have about 90
_signer = signing.Signer(salt="form guard")

TOO_FAST = _("Das ging ungewöhnlich schnell. Bitte senden Sie noch einmal ab. Ihr Text ist noch da.")
TOO_OLD = _("Diese Seite war länger als einen Tag offen. Bitte prüfen Sie Ihre Angaben und senden Sie noch einmal ab.")
UNKNOWN = _("Beim Absenden hat etwas gefehlt. Bitte senden Sie noch einmal ab. Ihr Text ist noch da.")
TRAPPED = _(
    "Ein verstecktes Feld, das leer bleiben muss, war ausgefüllt. Manche Programme tun das von selbst. "
    "Wir haben es geleert. Bitte senden Sie noch einmal ab."
)


@dataclass(frozen=True, slots=True)
class FormStamp:
    """Which form this is, and when it was made."""

    form_id: uuid.UUID
    made_at: datetime

    @property
    def age(self):
        return clock.now() - self.made_at

    @property
    def is_current(self):
        return timedelta() <= self.age <= OLDEST

    def sign(self):
        return _signer.sign_object([self.form_id.hex, int(self.made_at.timestamp())])


def read_stamp(word: str) -> FormStamp | None:
    """The stamp that was signed, or None if we did not sign this."""
    if len(word) > LONGEST_TOKEN:
        return None
    try:
        form_id, seconds = _signer.unsign_object(word)
        return FormStamp(uuid.UUID(form_id), datetime.fromtimestamp(seconds, tz=UTC))
    except (signing.BadSignature, ValueError, TypeError):
        return None


class GuardedFormMixin:
    """Guards a form; goes before Django's Form or ModelForm. Drawn by templates/forms/guard.html."""

    is_guarded = True
    token_name = TOKEN
    trap_name = TRAP

    def full_clean(self):
        super().full_clean()
        # Only a form that is right otherwise: one reason to send again at a time.
        if self.is_bound and not self._errors:
            complaint = self._complaint()
            if complaint:
                self.add_error(None, complaint)

    def _complaint(self):
        if self.data.get(TRAP):
            return TRAPPED
        if self._sent_stamp is None:
            return UNKNOWN
        if not self._sent_stamp.is_current:
            return TOO_OLD
        return TOO_FAST if self._sent_stamp.age < FASTEST else None

    @cached_property
    def _sent_stamp(self):
        return read_stamp(self.data.get(TOKEN, "")) if self.is_bound else None

    @cached_property
    def stamp(self):
        """The stamp this form was sent with while it is good, else a new one."""
        sent = self._sent_stamp
        if sent is not None and sent.is_current:
            return sent
        # Whoever is asked again has taken their time already.
        made_at = clock.now() - FASTEST if self.is_bound else clock.now()
        return FormStamp(sent.form_id if sent else uuid.uuid4(), made_at)

    @property
    def token(self):
        """What the form carries along, signed."""
        return self.stamp.sign()

    def message_id(self) -> uuid.UUID:
        """The same for the same form with the same words: sent twice, it is stored once.

        Somebody who goes back, writes something else and sends again gets another one, so that nothing is lost.
        """
        words = "\0".join(f"{name}={value}" for name, value in sorted(self.cleaned_data.items()))
        return uuid.uuid5(self.stamp.form_id, words)


def public_form(view):
    """Mark the view of a form that anybody may send without logging in.

    No cache keeps its pages, but the browser may keep what was typed for "back". Where the protection against forged
    requests refuses the form, what was typed is offered again (see `csrf_failure`).
    """
    kept_private = cache_control(private=True, no_cache=True)(view)
    kept_private.is_public_form = True
    return kept_private
