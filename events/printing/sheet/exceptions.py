"""The shortest wording for the days of a month on which a row of the week takes place: "bis 22.", "3., 17."."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.translation import gettext as _

# Up to this number, days are listed rather than the missing ones.
_FEW = 2


class Rule(Enum):
    """The wording for the days of a row."""

    ALL = "all"  # on each such weekday that is a working day
    FROM = "from"
    UNTIL = "until"
    EXCEPT = "except"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a row: a rule with its days, and the non-working days on which it takes place nevertheless."""

    rule: Rule
    named: tuple[date, ...] = ()
    also: tuple[date, ...] = ()

    def expanded(self, ordinary: Collection[date]) -> set[date]:
        """Return the days of the rule, given the ordinary days of the weekday."""
        named = self.named
        matches = {
            Rule.ALL: lambda day: True,
            Rule.FROM: lambda day: day >= named[0],
            Rule.UNTIL: lambda day: day <= named[0],
            Rule.EXCEPT: lambda day: day not in named,
            Rule.ONLY: lambda day: False,
        }[self.rule]
        return {day for day in ordinary if matches(day)} | set(self.also) | set(named if self.rule is Rule.ONLY else ())

    @property
    def words(self) -> str:
        """Return the days as text; "" for every such weekday."""
        days = day_numbers(self.named)
        main = {
            Rule.ALL: "",
            Rule.FROM: _("ab %(days)s"),
            Rule.UNTIL: _("bis %(days)s"),
            Rule.EXCEPT: _("nicht am %(days)s"),
            Rule.ONLY: _("nur am %(days)s") if len(self.named) == 1 else "%(days)s",
        }[self.rule] % {"days": days}
        also = _("auch am %(days)s") % {"days": day_numbers(self.also)} if self.also else ""
        return ", ".join(part for part in (main, also) if part)


def day_numbers(days: Collection[date]) -> str:
    """Return days of one month as numbers: "3., 17."."""
    return ", ".join(f"{day.day}." for day in days)


def days_of_row(
    days: Collection[date], ordinary: list[date], non_working: list[date], announced: Collection[date] = ()
) -> Days:
    """Return the shortest rule for these days.

    `ordinary` and `non_working` are the days of the weekday, in order. The sheet lists changes on the `announced` days
    elsewhere, so no rule has to name these; but a row that takes place on one of them names all its days.
    """
    also = tuple(day for day in non_working if day in days)
    if set(announced) & set(days):
        return Days(Rule.ONLY, tuple(sorted(days)))
    on = [day for day in ordinary if day in days]
    off = [day for day in ordinary if day not in days and day not in announced]
    if not on:
        return Days(Rule.ONLY, also)
    if not off:
        return Days(Rule.ALL, (), also)
    if all(day < on[0] for day in off):
        return Days(Rule.FROM, (on[0],), also)
    if all(day > on[-1] for day in off):
        return Days(Rule.UNTIL, (on[-1],), also)
    if len(off) == 1 and len(on) > _FEW:
        return Days(Rule.EXCEPT, tuple(off), also)
    return Days(Rule.ONLY, tuple(sorted((*on, *also))))
