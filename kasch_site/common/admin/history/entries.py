"""Changes as the page of the history shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kasch_site.common.history.changes import Change
from kasch_site.common.history.differences import Names, RecordDifference, differences, moment_in_words
from kasch_site.common.history.restoring import RESTORED
from kasch_site.common.history.reverting import REVERTED_TO


@dataclass(frozen=True)
class HistoryEntry:
    """A change: its author, moment and action, and each field with its old and new value."""

    change: Change
    author: str
    when: str
    action: str
    differences: list[RecordDifference]
    can_be_reverted_to: bool


def entries(changes: list[Change]) -> list[HistoryEntry]:
    """Return the entries of a page of changes."""
    names = Names([state for change in changes for state in (change.before, change.after)])
    return [
        HistoryEntry(
            change,
            author_of(change),
            moment_in_words(change.at),
            _action_of(change),
            [] if change.is_note and not change.before else differences(change.before, change.after, names),
            any(not kind.parent for kind, _pk in change.after),
        )
        for change in changes
    ]


def author_of(change: Change) -> str:
    """Return the name of who made a change; the name of a deleted account is not kept."""
    return name_of(change.user, change.by_staff)


def name_of(user, by_staff: bool = True) -> str:
    """Return the name of a member of staff, "früheres Konto" for a deleted account, or the website itself."""
    if user is not None:
        return user.get_full_name() or user.get_username()
    return _("früheres Konto") if by_staff else _("die Website selbst")


def _action_of(change: Change) -> str:
    if change.is_note:
        return _("So stand es da") if not change.before else _("Ohne Formular geändert")
    for reason in change.reasons:
        if reason == RESTORED:
            return _("Aus dem Papierkorb geholt")
        if reason.startswith(REVERTED_TO):
            moment = moment_in_words(datetime.fromisoformat(reason.removeprefix(REVERTED_TO)))
            return _("Zurück auf den Stand vom %(when)s") % {"when": moment}
    if "+" in change.types:
        return _("Angelegt")
    return _("Gelöscht") if "-" in change.types else _("Geändert")
