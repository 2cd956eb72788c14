"""Texts of the parts of a month sheet: entries, changes, non-working days, rows of the week."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from events.printing.lines import Lines
from kasch_site.common.printing.printable_text import NO_BREAK_SPACE, fitted, narrow, unbroken
from kasch_site.common.text.german_order import sort_key
from kasch_site.common.text.time_words import clock_time, long_weekday, time_in_words

from .exceptions import day_numbers
from .parts import Closure, DatedEntries, WeeklyRow

_ONE_DAY = timedelta(days=1)
# Longer times do not fit into the column of the time; they are printed before the place.
_MAX_TIME = 13


class SheetTexts:
    """Formats the parts of the sheet of one month; translates shared texts once.

    Each text is prepared for printing. Facts that `only_exceptions` omits are stated once on the sheet.
    """

    def __init__(self, month: date, *, only_exceptions: bool):
        self.month, self.lines = month, Lines(only_exceptions=only_exceptions)
        self.cancelled, self.also = _("entfällt"), _("auch am %(days)s")

    def dated(self, each: DatedEntries) -> dict:
        """Return a special date: its day, time, title, facts, and further days."""
        entry, day = each.entry, each.days[0]
        time = "" if _begins_before(entry, self.month) else time_in_words(entry.starts_at, entry.ends_at, entry.all_day)
        is_long = len(time) > _MAX_TIME
        facts = [self._until(entry) if _begins_before(entry, self.month) else time if is_long else "", entry.where]
        return {
            "day": f"{day.day}.",
            "weekday": weekday(day),
            "time": "" if is_long else unbroken_time(time),
            "title": fitted(entry.title),
            "also": self.also % {"days": day_ranges(each.days[1:])} if len(each.days) > 1 else "",
            "tag": self.cancelled if entry.is_cancelled else "",
            "reason": fitted(entry.reason) if entry.is_cancelled else "",
            **self._facts(entry, facts),
        }

    def highlight(self, each: DatedEntries) -> dict:
        """Return the highlighted date, with its full weekday and its summary."""
        summary = fitted(each.entry.summary)
        return {**self.dated(each), "long-weekday": long_weekday(each.days[0]), "summary": summary}

    def change(self, each: DatedEntries) -> dict:
        """Return a change: the days, the new time and title, and the usual ones."""
        entry, usual = each.entry, each.entry.usual
        days = ", ".join(f"{weekday(day)}{NO_BREAK_SPACE}{day.day}." for day in each.days)
        if entry.is_cancelled:
            start = usual.starts if usual else timezone.localtime(entry.starts_at).time()
            title = usual.title if usual else entry.title
            time = "" if entry.all_day or start is None else _("%(time)s Uhr") % {"time": clock_time(start)}
            return self._change(days, time, title, self.cancelled, [entry.reason])
        time = time_in_words(entry.starts_at, entry.ends_at, entry.all_day)
        return self._change(days, time, entry.title, "", self._differences(entry, usual) if usual else [])

    def _change(self, days, time, title, tag, notes):
        return {
            "days": days,
            "time": unbroken_time(time),
            "title": fitted(title),
            "tag": tag,
            "note": ", ".join(fitted(note) for note in notes if note),
        }

    def _differences(self, entry, usual):
        """Yield the new place, if that changed, and the usual values."""
        start = timezone.localtime(entry.starts_at)
        moved = usual.day != start.date()
        if moved and usual.day.month == start.month:
            yield _("statt am %(weekday)s %(day)s.") % {"weekday": weekday(usual.day), "day": usual.day.day}
        elif moved:
            words = {"weekday": weekday(usual.day), "day": usual.day.day, "month": MONTHS[usual.day.month]}
            yield _("statt am %(weekday)s %(day)s. %(month)s") % words
        if usual.title != entry.title:
            yield _("statt: %(title)s") % {"title": usual.title}
        if usual.where != entry.where:
            place = entry.where or _("noch offen")
            yield _("%(place)s statt %(usual)s") % {"place": place, "usual": usual.where} if usual.where else place
        if usual.starts is not None and not entry.all_day and usual.starts != start.time():
            yield _("sonst %(time)s Uhr") % {"time": clock_time(usual.starts)}

    def row(self, row: WeeklyRow) -> dict:
        """Return a row of the week: time, title, days and facts."""
        entry = row.entry
        return {
            "time": _hours(entry),
            "title": narrow(entry.title),
            "days": row.days.words,
            **self._facts(entry, [], room=entry.where, fit=narrow),
        }

    def hours(self, rows: list[WeeklyRow]) -> list[dict]:
        """Return rows of a section by title: "Di 9–11 Uhr, Do 14–16 Uhr (nicht am 17.)"."""
        by_title: dict[str, list[str]] = {}
        for row in rows:
            words = f"{WEEKDAYS_ABBR[row.weekday]}{NO_BREAK_SPACE}{_hours(row.entry)}"
            exceptions = f" ({row.days.words})" if row.days.words else ""
            by_title.setdefault(row.entry.title, []).append(f"{words}{exceptions}")
        return [{"label": fitted(title), "text": ", ".join(texts)} for title, texts in by_title.items()]

    def languages(self, rows: list[WeeklyRow]) -> list[dict]:
        """Return the languages spoken in the week, each with its titles."""
        titles: dict = {}
        for row in rows:
            for language in row.entry.facts.languages:
                titles.setdefault(language, []).append(row.entry.title)
        return [
            {"label": fitted(_language_name(language)), "text": fitted(", ".join(dict.fromkeys(names)))}
            for language, names in sorted(titles.items(), key=lambda item: sort_key(item[0].name))
        ]

    def closure(self, closure: Closure) -> str:
        """Return a sentence about non-working days."""
        names = _(" und ").join(closure.names)
        first, until = closure.first, closure.until
        if first == until:
            day = {"weekday": weekday(first), "day": first.day, "month": MONTHS[first.month], "name": names}
            return fitted(_("Am %(weekday)s, %(day)s. %(month)s: %(name)s.") % day)
        words = {"first": self._day(first, until), "last": f"{until.day}. {MONTHS[until.month]}", "name": names}
        return fitted(_("Vom %(first)s bis %(last)s: %(name)s.") % words)

    def _day(self, first, until):
        return f"{first.day}." if first.month == until.month else f"{first.day}. {MONTHS[first.month]}"

    def _until(self, entry):
        last = timezone.localdate(entry.ends_at - timedelta(microseconds=1))
        return _("bis %(day)s. %(month)s") % {"day": last.day, "month": MONTHS[last.month]}

    def _facts(self, entry, parts, room="", fit=fitted):
        """Return essential facts, details and languages of an entry; a cancelled one has only its place."""
        facts = entry.facts
        if entry.is_cancelled:
            return {"facts": _joined(parts), "room": fit(room), "details": "", "languages": ""}
        essentials = [*parts, *self.lines.essentials(facts)]
        return {
            "facts": _joined(essentials, _narrow_fact) if fit is narrow else _joined(essentials),
            "room": fit(room),
            "details": _joined([*self.lines.details(facts), entry.printed_note]),
            "languages": fitted(self.lines.languages_in_words(facts)),
        }


def _language_name(language):
    """Return the name of a language, followed by its own name: "Ukrainisch (Українська)"."""
    return f"{language.name} ({language.native_name})" if language.native_name else language.name


def weekday(day: date) -> str:
    """Return the abbreviated weekday: "Mi"."""
    return str(WEEKDAYS_ABBR[day.weekday()]).rstrip(".")


def unbroken_time(time: str) -> str:
    """Return a time of day without line breaks."""
    return time.replace(" ", NO_BREAK_SPACE)


def day_ranges(days: tuple[date, ...]) -> str:
    """Return days of one month as text, three and more in a row as a range: "25., 26., 28.–31."."""
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][-1] + _ONE_DAY == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(f"{run[0].day}.–{run[-1].day}." if len(run) > 2 else day_numbers(run) for run in runs)


def _begins_before(entry, month):
    return timezone.localdate(entry.starts_at) < month


def _hours(entry):
    """Return the hours of a row: "9:30–10:30"; the word "Uhr" is printed once above the week."""
    start, end = timezone.localtime(entry.starts_at), timezone.localtime(entry.ends_at)
    last = "24" if (end.hour, end.minute) == (0, 0) else clock_time(end)
    return f"{clock_time(start)}–{last}"


def _narrow_fact(text):
    """Return a fact for a narrow column, where even "mit Stufen" may break between its words."""
    return narrow(text.replace(NO_BREAK_SPACE, " "))


def _joined(parts, fit=lambda text: fitted(unbroken(text))):
    return f"{NO_BREAK_SPACE}· ".join(fit(part) for part in parts if part)
