"""What somebody says on the phone to places that are offered: the same as with the buttons of their own page."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kasch_site.common import clock
from kasch_site.common.access import codes
from kasch_site.common.rooms import Answer, Answered, AnswerRefused, Letter

from . import registration, telling
from .models import Seating, SignUp
from .registration import SignUpRefused

OFFER = "offer"
TAKES, LEAVES = "accept", "decline"
ANSWERS = (
    Answer(TAKES, gettext_lazy("Nimmt den Platz")),
    Answer(LEAVES, gettext_lazy("Möchte den Platz nicht")),
)


def with_answers(letter: Letter | None, kind: str, subject: str) -> Letter | None:
    """An offer with what can be answered to it and until when; None if its date falls out. Others stay as they are."""
    if letter is None or kind != OFFER:
        return letter
    row = _known().filter(pk=subject).first()
    if row is None or row.offered_until is None or row.occurrence.is_cancelled:
        return None
    return replace(letter, answers=ANSWERS, answer_by=row.offered_until, call=_call(row))


def answer(kind: str, subject: str, key: str) -> Answered:
    """Take the places that were offered, or leave them to the next. Raises `AnswerRefused`."""
    verb = _VERBS.get(key) if kind == OFFER else None
    if verb is None:
        raise AnswerRefused(_("Diese Antwort gibt es nicht."))
    row = _known().filter(pk=subject).first()
    if row is None:
        raise AnswerRefused(_("Diese Anmeldung gibt es nicht mehr."))
    try:
        return verb(row)
    except SignUpRefused as refused:
        raise AnswerRefused(str(refused)) from refused


@transaction.atomic
def _take(row):
    row = _under_lock(row)
    row = registration.accept(row)
    words = _("%(name)s kommt: %(title)s, %(when)s. Der Code: %(code)s")
    return Answered(words % _known_about(row), row)


@transaction.atomic
def _leave(row):
    row = _under_lock(row)
    words = _("%(name)s kommt nicht: %(title)s, %(when)s. Wartet noch jemand, ist der Platz jetzt dort angeboten.")
    said = words % _known_about(row)
    if row.state == SignUp.State.CANCELLED:
        return Answered(said, row)
    if row.state != SignUp.State.OFFERED:
        # Somebody has answered otherwise meanwhile: who comes by now is not signed off by a late click.
        raise AnswerRefused(
            _("Dieses Angebot ist schon beantwortet oder gilt nicht mehr. Sehen Sie bei der Person nach.")
        )
    return Answered(said, registration.cancel(row, by_staff=True))


def _under_lock(row):
    """The sign-up as it is, while nobody else writes at its date until the end of the transaction."""
    Seating.objects.select_for_update(of=("self",)).get(pk=row.seating_id)
    row = _known().filter(pk=row.pk).first()
    if row is None:
        raise AnswerRefused(_("Diese Anmeldung gibt es nicht mehr."))
    if row.occurrence.is_cancelled:
        raise AnswerRefused(_("Dieser Termin entfällt. Es gibt keinen Platz mehr zu vergeben."))
    if row.occurrence.ends_at <= clock.now():
        raise AnswerRefused(_("Dieser Termin ist vorbei."))
    return row


def _known_about(row):
    return {"name": row.name, "code": codes.spelled(row.code), **telling.words_about(row.occurrence)}


def _known():
    return SignUp.objects.select_related("seating__occurrence__event__terms", "seating__occurrence__room")


def _call(row):
    words = ngettext(
        "Ein Platz ist frei: %(title)s, %(when)s. Bitte fragen, ob es passt.",
        "%(people)d Plätze sind frei: %(title)s, %(when)s. Bitte fragen, ob es passt.",
        row.people,
    )
    return words % {**telling.words_about(row.occurrence), "people": row.people}


_VERBS = {TAKES: _take, LEAVES: _leave}
