"""Read the dates of a month back from the text of its printed sheet, as somebody would who holds it."""

import calendar
import re
from datetime import date, time

WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip
_SHORT, _LONG = "|".join(WEEKDAYS), "|".join(NAMES)
_TIME = r"\d+(?::\d\d)?"
_DAYS = r"\d+\.(?:–\d+\.)?(?:, \d+\.(?:–\d+\.)?)*"


class SheetReader:
    """Reads the dates that take place; `titles` are all titles of the month."""

    def __init__(self, text: str, month: date, titles):
        self.month = month
        self.last = calendar.monthrange(month.year, month.month)[1]
        self.text = re.sub(r"Monatsplan \w+ \d+ · .*? Seite \d+ von \d+", "", text)
        self.title = "|".join(sorted(map(re.escape, titles), key=len, reverse=True))
        self.found: set[tuple] = set()
        self.announced: set[tuple] = set()
        self.rest: set[int] = set()

    def dates(self) -> set[tuple]:
        """Return title, start and day of each date that takes place."""
        self._read_rest()
        self._read_specials()
        self._read_monthly()
        self._read_changes()
        self._read_rows()
        return self.found

    def _each(self, pattern):
        return re.finditer(pattern.replace("TITLE", f"(?P<title>{self.title})"), self.text)

    def _add(self, title, start, days):
        self.found |= {(title, _clock(start), self.month.replace(day=day)) for day in days}

    def _read_rest(self):
        for match in re.finditer(r"Vom (\d+)\.(?: \w+)? bis (\d+)\. (\w+): Ruhe", self.text):
            last = int(match[2]) if match[3] == MONTHS[self.month.month - 1] else self.last
            self.rest |= set(range(int(match[1]), last + 1))
        for match in re.finditer(r"Am (?:Mo|Di|Mi|Do|Fr|Sa|So), (\d+)\. \w+: Ruhe", self.text):
            self.rest.add(int(match[1]))

    def _read_specials(self):
        pattern = (
            rf"(?<![.–\d])(\d+)\. (?:{_LONG}|{_SHORT}) ({_TIME})–{_TIME} Uhr TITLE(?: auch am ({_DAYS}))?( entfällt)?"
        )
        for match in self._each(pattern):
            if not match[5]:
                self._add(match["title"], match[2], {int(match[1]), *_numbers(match[4])})

    def _read_monthly(self):
        pattern = rf"(?:{_SHORT}) (\d+)\. TITLE(?: auch am ({_DAYS}))? · ({_TIME})–{_TIME} Uhr"
        for match in self._each(pattern):
            self._add(match["title"], match[4], {int(match[1]), *_numbers(match[3])})

    def _read_changes(self):
        days = rf"((?:(?:{_SHORT}) \d+\.(?:, )?)+)"
        for match in self._each(rf"{days} ({_TIME}) Uhr entfällt TITLE"):
            self.announced |= {(match["title"], _clock(match[2]), day) for day in _numbers(match[1])}
        for match in self._each(rf"{days} ({_TIME})–{_TIME} Uhr TITLE(?: \(([^)]*)\))?"):
            self._add(match["title"], match[2], _numbers(match[1]))
            self._announce(match["title"], match[2], _numbers(match[1]), match[4] or "")

    def _announce(self, title, start, days, note):
        """Note what would be usual: the title, the time and the day, as far as they differ."""
        usual_title = re.search(rf"statt: ({self.title})", note)
        usual_start = re.search(rf"sonst ({_TIME}) Uhr", note)
        usual_day = re.search(rf"statt am (?:{_SHORT}) (\d+)\.", note)
        name = usual_title[1] if usual_title else title, _clock(usual_start[1] if usual_start else start)
        self.announced |= {(*name, day) for day in ([int(usual_day[1])] if usual_day else days)}

    def _read_rows(self):
        rule = rf"(?: (ab|bis|nicht am|nur am)? ?({_DAYS}))?(?:,? auch am ({_DAYS}))?"
        weekday = None
        for match in self._each(rf"(?P<day>{_LONG}) (?={_TIME}–)|({_TIME})–{_TIME} TITLE{rule}"):
            if match["day"]:
                weekday = NAMES.index(match["day"])
            else:
                self._row(weekday, match[2], match["title"], match[4], match[5], match[6])
        for match in self._each(rf"TITLE: (?P<rows>(?:(?:{_SHORT}) {_TIME}–{_TIME}(?: \([^)]*\))?(?:, )?)+)"):
            for row in re.finditer(rf"({_SHORT}) ({_TIME})–{_TIME}(?: \({rule[:0]}([^)]*)\))?", match["rows"]):
                found = re.fullmatch(rule, f" {row[3]}" if row[3] else "")
                self._row(WEEKDAYS.index(row[1]), row[2], match["title"], found[1], found[2], found[3])

    def _row(self, weekday, start, title, kind, days, also):
        """Add the days of a row of the week."""
        ordinary = {
            day
            for day in range(1, self.last + 1)
            if self.month.replace(day=day).weekday() == weekday and day not in self.rest
        }
        named = _numbers(days)
        meant = {
            "ab": lambda: {day for day in ordinary if day >= min(named)},
            "bis": lambda: {day for day in ordinary if day <= max(named)},
            "nicht am": lambda: ordinary - named,
        }.get(kind, lambda: named if days else ordinary)()
        if kind in ("ab", "bis", "nicht am") or not days:
            meant = {day for day in meant if (title, _clock(start), day) not in self.announced}
        self._add(title, start, meant | _numbers(also))


def _numbers(days) -> set[int]:
    """Return the days that a text names: "25., 28.–31."."""
    found: set[int] = set()
    for match in re.finditer(r"(\d+)\.(?:–(\d+)\.)?", days or ""):
        found |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
    return found


def _clock(text) -> time:
    hour, _colon, minute = text.partition(":")
    return time(int(hour), int(minute or 0))
