"""Consents to print a contribution: their texts, and which of them are required."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newspaper.models import Consent, Contribution, Paper

from .refusals import ContributionRefused

_KEY = Consent.Key
BYLINES = (_KEY.PRINT_NAME, _KEY.PRINT_INITIALS)
ORDER = tuple(_KEY)
# Without these, no photo is printed.
MISSING = {
    _KEY.RIGHTS: gettext_lazy("Kreuzen Sie an, dass das Foto von Ihnen ist oder dass wir es drucken dürfen."),
    _KEY.PEOPLE: gettext_lazy(
        "Kreuzen Sie an, dass alle auf dem Foto einverstanden sind oder niemand zu erkennen ist."
    ),
}


def consent_text(key: str, paper: Paper) -> str:
    """Return the text of a consent, as shown in the form and stored when it is given."""
    name = _("in der Zeitung „%(name)s“") % {"name": paper.name} if paper.name else _("in der Zeitung")
    return {
        _KEY.PRINT_NAME: _("Sie dürfen das %(paper)s drucken, mit meinem vollen Namen."),
        _KEY.PRINT_INITIALS: _("Sie dürfen das %(paper)s drucken, nur mit meinen Anfangsbuchstaben."),
        _KEY.INTERNET: _("Sie dürfen es auch im Internet zeigen, als Teil der Ausgabe. Dort können alle es lesen."),
        _KEY.PEOPLE: _(
            "Wer auf dem Foto zu erkennen ist, ist mit dem Abdruck einverstanden, bei Kindern ihre Eltern. "
            "Oder es ist niemand zu erkennen."
        ),
        _KEY.RIGHTS: _("Ich habe das Foto selbst gemacht. Oder wer es gemacht hat, ist mit dem Abdruck einverstanden."),
        _KEY.GUARDIAN: _("Ich bin jünger als 16 Jahre. Meine Eltern wissen davon und sind einverstanden."),
    }[key] % {"paper": name}


def store(contribution: Contribution, keys: Iterable[str]) -> None:
    """Store the consents that were given with a new contribution, in the wording of this language and day."""
    paper = Paper.current()
    rows = [
        Consent(contribution=contribution, key=key, words=consent_text(key, paper), given_at=contribution.created_at)
        for key in keys
    ]
    Consent.objects.bulk_create(rows)


def problems(kind: str, keys: frozenset[str], *, has_photos: bool, guardian: str) -> Iterator[ContributionRefused]:
    """Yield an error for each required consent that is missing."""
    if kind == Contribution.Kind.OLD_ISSUE:
        return
    if not keys & set(BYLINES):
        yield ContributionRefused(_("Wählen Sie aus, wie Ihr Name unter dem Beitrag stehen soll."), "byline")
    for key, sentence in MISSING.items():
        if has_photos and key not in keys:
            yield ContributionRefused(str(sentence), str(key))
    if _KEY.GUARDIAN in keys and not guardian:
        yield ContributionRefused(_("Schreiben Sie, wer von Ihren Eltern einverstanden ist."), "guardian")
