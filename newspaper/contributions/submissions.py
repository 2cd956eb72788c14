"""Accept contributions of residents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.rate_limits import limits
from newspaper.models import MAX_PHOTOS, Contribution

from . import consents, photo_files, word_counts
from .notifications import visitors
from .photos import Photo
from .refusals import ContributionRefused

MAX_OPEN = 10  # of one person


@dataclass(frozen=True, slots=True)
class Draft:
    """A submitted contribution: its kind, texts, consents and photos; `issue` is number and year of an old issue."""

    kind: str
    title: str = ""
    text: str = ""
    guardian: str = ""
    consents: frozenset[str] = frozenset()
    photos: Sequence[Photo] = ()
    issue: tuple[int, int] | None = None


@transaction.atomic
def submit(draft: Draft, idempotency_key: UUID, **person: str) -> Contribution:
    """Store a contribution with its consents and photos, and confirm it; `person` is a name and one contact.

    The same `idempotency_key` again returns the same contribution. Raise `ContributionRefused`.
    """
    already = Contribution.objects.sent_with(idempotency_key)
    if already is not None:
        return already
    for problem in problems(draft):
        raise problem
    contribution = _new(draft, idempotency_key, person)
    _refuse_too_many(contribution)
    contribution, is_new = contribution.insert_once()
    if is_new:
        consents.store(contribution, [key for key in consents.ORDER if key in draft.consents])
        photo_files.store(contribution, draft.photos)
        visitors.notify(contribution, "received")
    return contribution


def problems(draft: Draft) -> Iterator[ContributionRefused]:
    """Yield an error for each field that is missing or too long, with the name of the field."""
    if draft.kind == Contribution.Kind.PHOTO and not draft.photos:
        yield ContributionRefused(_("Wählen Sie ein Foto aus."), "photo_1")
    if len(draft.photos) > MAX_PHOTOS:
        yield ContributionRefused(_("Höchstens drei Fotos auf einmal."), "photo_1")
    yield from word_counts.problems(draft.kind, draft.text)
    yield from consents.problems(draft.kind, draft.consents, has_photos=bool(draft.photos), guardian=draft.guardian)


def _new(draft, idempotency_key, person):
    number, year = draft.issue or (None, None)
    return Contribution(
        idempotency_key=idempotency_key,
        created_at=clock.now(),
        kind=draft.kind,
        title=draft.title,
        text=draft.text,
        guardian=draft.guardian,
        issue_number=number,
        issue_year=year,
        **person,
    )


def _refuse_too_many(contribution):
    """Raise `ContributionRefused` if the person has too many undecided contributions."""
    contribution.set_keys()
    for key in sorted(contribution.keys):
        limits.lock("contributions", key)
    if Contribution.objects.new().of_keys(contribution.keys).count() >= MAX_OPEN:
        text = _("Von Ihnen liegen schon %(number)d Beiträge bei uns. Bitte warten Sie, bis wir sie gelesen haben.")
        raise ContributionRefused(text % {"number": MAX_OPEN})
