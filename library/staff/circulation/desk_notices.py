"""The notices of the desk: a sentence for the outcome of each scan, and the following buttons."""

import re
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kasch_site.common.text.grammar import in_accusative
from kasch_site.common.text.time_words import day_of_week_in_words
from library.circulation.desk.outcomes import Outcome, OutcomeKind
from library.models import Copy, DeskLine, Hold, Patron

_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a notice: its label and the data it posts, or the URL of a link."""

    text: str
    do: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a notice: two lines of text, and the data its button posts."""

    text: str
    detail: str
    do: str


@dataclass(frozen=True, slots=True)
class DeskNotice:
    """The notice after a scan. `title` is a short form for the window title, without names and titles."""

    title: str
    heading: str
    detail: str = ""
    more: str = ""
    is_good: bool = True
    buttons: tuple[Button, ...] = ()
    choices: tuple[Choice, ...] = ()
    keeps_text: bool = False


def notice_of(outcome: Outcome) -> DeskNotice:
    """Return the notice of an outcome."""
    return _NOTICES[outcome.kind](outcome)


def line_text(line: DeskLine) -> str:
    """Return the text of a line in the table, next to the title."""
    if line.undone_at is not None:
        return _("rückgängig gemacht")
    if line.kind in (DeskLine.Kind.LENT, DeskLine.Kind.RENEWED) and line.loan:
        text = _("bis %(day)s") if line.kind == DeskLine.Kind.LENT else _("verlängert bis %(day)s")
        return text % {"day": day_of_week_in_words(line.loan.due_on)}
    if line.hold and line.hold.state == Hold.State.READY:
        return _("zurückgegeben · liegt jetzt bereit für %(name)s") % {"name": in_accusative(line.hold.name)}
    return {
        DeskLine.Kind.RETURNED: _("zurückgegeben"),
        DeskLine.Kind.SHOWN: _("war nicht ausgeliehen"),
    }.get(line.kind, str(line.get_kind_display()))


def parts_question(copy: Copy) -> str:
    """Return the question about the parts of a title: "Sind alle 6 Teile da?"; "" if it has none."""
    parts = [part for part in copy.title.parts.split(",") if part.strip()]
    if not parts:
        return ""
    count = sum(int(match.group()) if (match := _NUMBER.search(part)) else 1 for part in parts)
    question = ngettext("Ist %(number)d Teil da: %(parts)s?", "Sind alle %(number)d Teile da: %(parts)s?", count)
    return question % {"number": count, "parts": copy.title.parts}


def _undo(line):
    return Button(_("Rückgängig"), f"undo:{line.pk}")


def _lent(outcome):
    line = outcome.line
    detail = _("bis %(day)s, an %(name)s") % {
        "day": day_of_week_in_words(line.loan.due_on),
        "name": in_accusative(str(line.loan.patron)),
    }
    return DeskNotice(
        _("Ausgeliehen"), _("Ausgeliehen: %(title)s") % {"title": line.copy.title}, detail, buttons=(_undo(line),)
    )


def _renewed(outcome):
    line = outcome.line
    detail = _("bis %(day)s") % {"day": day_of_week_in_words(line.loan.due_on)}
    return DeskNotice(
        _("Verlängert"), _("Verlängert: %(title)s") % {"title": line.copy.title}, detail, buttons=(_undo(line),)
    )


def _returned(outcome):
    """Return the notice of a returned copy: its destination, and the question about its parts."""
    line, copy = outcome.line, outcome.line.copy
    was_lent = line.kind == DeskLine.Kind.RETURNED
    heading = _("Zurückgegeben: %(title)s") if was_lent else _("War nicht ausgeliehen: %(title)s")
    question = parts_question(copy)
    buttons = [_undo(line)] if was_lent or line.hold else []
    if question and copy.state == Copy.State.IN_USE:
        buttons.append(Button(_("Etwas fehlt"), f"parts_missing:{copy.pk}"))
    title = _("Zurückgegeben") if was_lent else _("War nicht ausgeliehen")
    heading = heading % {"title": copy.title}
    return DeskNotice(title, heading, _destination(copy, line.hold), question, buttons=tuple(buttons))


def _destination(copy, hold):
    """Return the destination of a copy at the desk."""
    if hold is not None and hold.state == Hold.State.READY:
        return _("Bitte zurücklegen für %(name)s, bis %(day)s (Code %(code)s).") % {
            "name": in_accusative(hold.name),
            "day": day_of_week_in_words(hold.pickup_until),
            "code": hold.spelled_code,
        }
    if copy.state in (Copy.State.REPAIR, Copy.State.WITHDRAWN):
        return _("Bitte zur Seite legen: %(state)s.") % {"state": copy.get_state_display()}
    return _("Gehört hierhin: %(place)s.") % {"place": copy.place} if copy.place else _("Bitte zurück ins Regal.")


def _undone(outcome):
    title = outcome.line.copy.title
    return DeskNotice(_("Rückgängig gemacht"), _("Rückgängig gemacht: %(title)s") % {"title": title})


def _card_opened(outcome):
    return DeskNotice(_("Karte offen"), outcome.patron.name, _("Die Karte ist offen. Jetzt bitte die Bücher."))


def _lent_to_same(outcome):
    heading = _("Das hat %(name)s schon: %(title)s") % {"name": outcome.patron, "title": outcome.copy.title}
    detail = _("bis %(day)s. Was soll geschehen?") % {"day": day_of_week_in_words(outcome.loan.due_on)}
    buttons = (
        Button(_("Zurückgeben"), f"return:{outcome.copy.pk}"),
        Button(_("Verlängern"), f"renew:{outcome.loan.pk}"),
    )
    return DeskNotice(_("Schon ausgeliehen"), heading, detail, is_good=False, buttons=buttons)


def _lent_to_other(outcome):
    heading = _("Noch an jemand anderen ausgeliehen: %(title)s") % {"title": outcome.copy.title}
    buttons = (
        Button(_("Zurücknehmen und ausleihen"), f"swap:{outcome.copy.pk}"),
        Button(_("Nur zurücknehmen"), f"return:{outcome.copy.pk}"),
    )
    return DeskNotice(_("Noch ausgeliehen"), heading, _("Was soll geschehen?"), is_good=False, buttons=buttons)


def _refused(outcome):
    buttons = ()
    if outcome.can_overrule and outcome.loan is not None:
        buttons = (Button(_("Trotzdem verlängern"), f"renew_anyway:{outcome.loan.pk}"),)
    elif outcome.can_overrule:
        buttons = (Button(_("Trotzdem ausleihen"), f"lend_anyway:{outcome.copy.pk}"),)
    return DeskNotice(_("Geht nicht"), str(outcome.copy.title), outcome.message, is_good=False, buttons=buttons)


def _choice(outcome):
    people = [_patron_choice(patron) for patron in outcome.patrons]
    books = [_copy_choice(copy) for copy in outcome.copies]
    return DeskNotice(
        _("Bitte wählen"), _("Wen oder was meinen Sie?"), is_good=False, choices=(*people, *books), keeps_text=True
    )


def _patron_choice(patron: Patron):
    since = _("seit %(month)s") % {"month": f"{patron.joined_on:%m/%Y}"}
    return Choice(patron.name, ", ".join(filter(None, [patron.guardian, since])), f"open:{patron.pk}")


def _copy_choice(copy: Copy):
    state = _("ausgeliehen") if copy.is_lent else _("liegt für jemanden bereit") if copy.is_put_aside else copy.place
    detail = " · ".join(filter(None, [copy.title.authors, str(copy), str(state)]))
    return Choice(copy.title.title, detail, f"take:{copy.pk}")


def _problem(title, detail, **fields):
    return lambda _outcome: DeskNotice(str(title), str(title), str(detail), is_good=False, **fields)


def _blank(outcome):
    url = reverse("admin:library_patron_add") + f"?card={outcome.card.number}"
    detail = _("Dieser Ausweis gehört noch niemandem. Möchte jemand Leserin oder Leser werden?")
    return DeskNotice(
        _("Neuer Ausweis"), _("Neuer Ausweis"), detail, is_good=False, buttons=(Button(_("Anmelden"), url=url),)
    )


def _blocked(outcome):
    detail = _("Er ist als verloren gemeldet. Die Person hat einen neuen, oder bekommt einen.")
    buttons = (Button(_("Zu dieser Person"), f"open:{outcome.patron.pk}"),) if outcome.patron else ()
    return DeskNotice(_("Ausweis gesperrt"), _("Dieser Ausweis ist gesperrt"), detail, is_good=False, buttons=buttons)


def _ended(outcome):
    detail = _("Die Mitgliedschaft ist beendet. Bitte melden Sie die Person neu an.")
    return DeskNotice(_("Mitgliedschaft beendet"), outcome.patron.name, detail, is_good=False)


_NOTICES = {
    OutcomeKind.CARD_OPENED: _card_opened,
    OutcomeKind.LENT: _lent,
    OutcomeKind.RETURNED: _returned,
    OutcomeKind.SHOWN: _returned,
    OutcomeKind.RENEWED: _renewed,
    OutcomeKind.UNDONE: _undone,
    OutcomeKind.REPEATED: lambda outcome: notice_of(Outcome(KIND_OF_LINE[outcome.line.kind], line=outcome.line)),
    OutcomeKind.LENT_TO_SAME: _lent_to_same,
    OutcomeKind.LENT_TO_OTHER: _lent_to_other,
    OutcomeKind.REFUSED: _refused,
    OutcomeKind.CHOICE: _choice,
    OutcomeKind.CARD_BLANK: _blank,
    OutcomeKind.CARD_BLOCKED: _blocked,
    OutcomeKind.MEMBERSHIP_ENDED: _ended,
    OutcomeKind.NO_CARD: _problem(
        gettext_lazy("Keine Karte offen"),
        gettext_lazy("Die Karte ist inzwischen zugegangen. Bitte scannen Sie sie noch einmal, dann das Buch."),
    ),
    OutcomeKind.CARD_UNKNOWN: _problem(
        gettext_lazy("Diesen Ausweis gibt es nicht"),
        gettext_lazy("Bitte scannen Sie ihn noch einmal, oder tippen Sie den Namen."),
    ),
    OutcomeKind.COPY_UNKNOWN: _problem(
        gettext_lazy("Dieses Buch ist noch nicht aufgenommen"),
        gettext_lazy("Bitte legen Sie es zur Seite. Aufgenommen wird es unter „Titel“."),
    ),
    OutcomeKind.ISBN_UNKNOWN: _problem(
        gettext_lazy("Diese ISBN haben wir nicht."),
        gettext_lazy("Ist es ein Buch von uns? Dann scannen Sie bitte unser Etikett."),
        keeps_text=True,
    ),
    OutcomeKind.SERIAL_UNKNOWN: _problem(
        gettext_lazy("Diese Nummer gibt es nicht."),
        gettext_lazy("Bitte das Etikett noch einmal scannen."),
        keeps_text=True,
    ),
    OutcomeKind.NOTHING_FOUND: _problem(
        gettext_lazy("Nichts gefunden"),
        gettext_lazy("Vom Namen oder Titel genügen zwei Buchstaben. Oder scannen Sie den Ausweis."),
        keeps_text=True,
    ),
    OutcomeKind.UNREADABLE: _problem(
        gettext_lazy("Nicht zu lesen"),
        gettext_lazy("Die Nummer stimmt nicht. Bitte scannen Sie noch einmal, etwas langsamer."),
        keeps_text=True,
    ),
    OutcomeKind.TOO_LONG: _problem(
        gettext_lazy("Das war zu viel auf einmal"), gettext_lazy("Bitte scannen Sie eines nach dem anderen.")
    ),
}
KIND_OF_LINE = {
    DeskLine.Kind.LENT: OutcomeKind.LENT,
    DeskLine.Kind.RETURNED: OutcomeKind.RETURNED,
    DeskLine.Kind.RENEWED: OutcomeKind.RENEWED,
    DeskLine.Kind.SHOWN: OutcomeKind.SHOWN,
}
