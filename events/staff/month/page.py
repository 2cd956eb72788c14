"""Content of the assistant's page: the steps of preparing a month and the progress."""

from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, UndoStep
from events.planning.change_descriptions import by_day, lines
from events.planning.conflict_detection import Conflict, find_conflicts
from events.planning.conflicts import ConflictForm
from events.planning.copy_from_last_year import LastYear, events_a_year_ago
from events.planning.month_summary import MonthSummary, by_event, plan_days, series_lines, summarize_month
from events.planning.printed_plans import last_edition, since_print
from events.planning.undo import preview
from events.scheduling.generation import horizon
from kasch_site.common import clock
from kasch_site.common.admin.optimistic_locking.shown import SHOWN, Shown
from kasch_site.common.text.time_words import month_in_words
from kasch_site.house.models import Room

from .forms import CopyForm, SingleDateForm, SingleEventForm


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the page: its position, title and status."""

    anchor: str
    text: str
    state: str
    is_done: bool


class Page:
    """Forms and lists of one month. Bound forms with errors are passed in and shown as entered."""

    def __init__(self, month: date, *, event_form=None, date_form=None, conflict_forms=None, copy_forms=None):
        self.month = month
        self.summary: MonthSummary = summarize_month(month)
        self.conflicts: list[Conflict] = find_conflicts(self.summary)
        self.event_form, self.date_form = event_form or SingleEventForm(), date_form or SingleDateForm(month)
        self.bound_conflict_forms, self.bound_copy_forms = conflict_forms, copy_forms
        # Conflicts that are not as they were shown, as (was, is), and the same of an event of last year.
        self.changed: list[tuple[str, str]] = []
        self.changed_copy: LastYear | None = None

    def conflict_forms(self, data=None, unbound=()) -> list[ConflictForm]:
        """Return a form for each conflict; bound if data was sent, except for these keys of conflicts."""
        names = list(Room.objects.values_list("pk", "name"))
        return [ConflictForm(conflict, names, None if conflict.key in unbound else data) for conflict in self.conflicts]

    def shown(self, conflicts) -> tuple[str, str]:
        """Return name and content of the hidden field with what the page shows of these conflicts."""
        texts = {each.key: f"{each.heading}: {each.text}" for each in conflicts}
        return SHOWN, Shown(states={each.key: each.state for each in conflicts}, names=texts).token()

    def shown_of_last_year(self, forms) -> tuple[str, str]:
        """Return name and content of the hidden field with what the page shows of last year's events."""
        return SHOWN, Shown(states={form.last_year.key: form.last_year.state for form in forms}).token()

    def copy_forms(self, data=None) -> list[CopyForm]:
        """Return a form for each event of last year; bound only if its button was pressed."""
        titles = {row.event.title for row in self.summary.dates.values()}
        chosen = (data or {}).get("event")
        return [
            CopyForm(last_year, self.month, data if str(last_year.event.pk) == chosen else None)
            for last_year in events_a_year_ago(self.month, titles)
        ]

    def context(self) -> dict:
        """Return the template context."""
        conflicts_shown = self._conflict_context()
        open_count, drafts = len(conflicts_shown["open"]), self.summary.drafts
        series, since = series_lines(self.summary), since_print(self.month)
        edition = last_edition(self.month)
        return {
            **conflicts_shown,
            **self._last_year_context(),
            "month": month_in_words(self.month),
            "month_name": MONTHS[self.month.month],
            "stages": self._stages(series, open_count, len(drafts), edition, since),
            "progress": progress(open_count, len(drafts), edition, since),
            "series": series,
            "event_form": self.event_form,
            "date_form": self.date_form,
            "added": self._added(),
            "drafts": drafts,
            "later": self.summary.later,
            "steps": preview(list(UndoStep.objects.of(self.month).can_be_taken_back())),
            "edition": edition,
            "changed_since_print": by_day(lines(since)) if since else [],
            "days": plan_days(self.summary),
        }

    def _conflict_context(self) -> dict:
        """Return the conflicts: open, settled and on holidays, and what the page shows of them."""
        forms = self.bound_conflict_forms or self.conflict_forms()
        settled = [form for form in forms if not form.conflict.is_open and form.conflict.kind != "holidays"]
        holidays = [form for form in forms if form.conflict.kind == "holidays"]
        open_ = [form for form in forms if form.conflict.is_open]
        open_days = [form.conflict for form in open_ if not form.conflict.is_about_room]
        return {
            "open": open_,
            "changed": self.changed,
            "open_days": len(open_days),
            "shown_days": self.shown(open_days),
            "shown_cases": self.shown(self.conflicts),
            "settled": settled,
            "holidays": holidays,
            # Lists that are folded up unless something in them is to be corrected.
            "has_errors": {"settled": _have_errors(settled), "holidays": _have_errors(holidays)},
            "to_correct": [field for form in forms for field in form if field.errors],
        }

    def _last_year_context(self) -> dict:
        """Return last year's events that can be copied."""
        forms = self.bound_copy_forms or self.copy_forms()
        return {
            "last_year": forms,
            "shown_last_year": self.shown_of_last_year(forms),
            "changed_copy": self.changed_copy,
            "last_year_month": month_in_words(self.month.replace(year=self.month.year - 1)),
        }

    def _added(self):
        """Return events outside series, each with its dates of the month."""
        return by_event(row for row in self.summary.dates.values() if row.series_id is None)

    def _stages(self, series, open_, drafts, edition, since):
        dates = sum(line.count for line in series)
        single = len(self._added())
        return [
            Stage("serien", _("Serien ansehen"), _count(dates, "%(count)d Termin", "%(count)d Termine"), bool(dates)),
            Stage("dazu", _("Einmaliges eintragen"), _("%(count)d eingetragen") % {"count": single}, single > 0),
            Stage("zusammenstoesse", _("Zusammenstöße klären"), _open_in_words(open_), not open_),
            Stage("veroeffentlichen", _("Veröffentlichen"), _drafts(drafts), not drafts),
            Stage("drucken", _("Drucken"), _printed(edition, since), edition is not None and not since),
        ]


def progress(open_: int, drafts: int, edition, since) -> str:
    """Return the remaining work: "Noch 3 Zusammenstöße, 2 Entwürfe."; `since` is the changes since printing."""
    parts = []
    if open_:
        parts.append(_count(open_, "%(count)d Zusammenstoß", "%(count)d Zusammenstöße"))
    if drafts:
        parts.append(_count(drafts, "%(count)d Entwurf", "%(count)d Entwürfe"))
    if parts:
        return _("Noch %(parts)s.") % {"parts": ", ".join(parts)}
    if since:
        text = ngettext(
            "Gedruckt. Seitdem hat sich ein Termin geändert.",
            "Gedruckt. Seitdem haben sich %(count)d Termine geändert.",
            len(since.differences),
        )
        return text % {"count": len(since.differences)}
    return _("Fertig und gedruckt.") if edition else _("Alles geklärt. Sie können drucken.")


def _have_errors(forms):
    return any(form.errors for form in forms)


def _count(number, singular, plural):
    return ngettext(singular, plural, number) % {"count": number}


def _open_in_words(number):
    return _("noch %(count)d") % {"count": number} if number else _("nichts offen")


def _drafts(number):
    return _count(number, "%(count)d Entwurf", "%(count)d Entwürfe") if number else _("kein Entwurf")


def _printed(edition, since):
    if edition is None:
        return _("noch nicht gedruckt")
    if since:
        return _("seitdem %(count)d geändert") % {"count": len(since.differences)}
    return _("gedruckt")


def drafts_of(month: date, keys) -> list[Event]:
    """Return drafts with dates in the month, limited to these keys if given."""
    drafts = [event for event, _rows in summarize_month(month).drafts]
    return [event for event in drafts if not keys or event.pk in keys]


def is_offered(month: date) -> bool:
    """Return whether the month can be prepared: not long past and within the horizon."""
    today = clock.today()
    return today.replace(day=1, year=today.year - 1) <= month <= horizon(today)
