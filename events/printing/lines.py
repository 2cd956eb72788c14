"""Entries as lines of the plan: the hour, the title, and in few words what one must know before coming."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kasch_site.common.text.time_words import clock_time, when_in_words

from . import printable_text

# What is certainly lower than a column, so that it may be kept in one piece; in em if it were one line.
_CERTAINLY_FITS = 600


def has_all_facts(entries) -> bool:
    """Whether of everything that takes place it is known what it costs, whether one signs up, and the way in."""
    return all(
        None not in (entry.facts.is_free, entry.facts.needs_signup, entry.facts.is_step_free)
        for entry in entries
        if not entry.is_cancelled
    )


def _measured(line):
    """The line, and whether it is so short that it may be kept in one piece."""
    return {**line, "solid": sum(printable_text.widest(text) for text in line.values()) <= _CERTAINLY_FITS}


class Lines:
    """Entries as lines of the plan, with the words they share translated once.

    `brief` lines say nothing of what to bring along, of children and of languages; with `only_exceptions` they leave
    out as well what a sentence on the sheet says of all others: free of charge, without sign-up, without steps.
    """

    def __init__(self, *, brief=False, only_exceptions=False):
        self.brief, self.only_exceptions = brief, only_exceptions
        self.free, self.fee, self.cost = _("kostenlos"), _("kostet etwas"), _("Kosten: %(cost)s")
        self.signup = printable_text.unbroken(_("mit Anmeldung"))
        self.step_free, self.steps = printable_text.unbroken(_("ohne Stufen")), printable_text.unbroken(_("mit Stufen"))
        self.bring, self.children = _("Bitte mitbringen: %(things)s"), printable_text.unbroken(_("Kinder willkommen"))
        self.languages, self.until, self.off = _("auch auf %(languages)s"), _("bis %(time)s Uhr"), _("Entfällt")
        self.closed = _("Das Haus ist geschlossen; es entfallen:")

    def line(self, entry, day):
        """Hour, title and the rest of what is to be said, or that and why it is cancelled."""
        hour, when = self._time(entry, day)
        where = printable_text.unbroken(entry.where)
        parts = [when, where] if entry.is_cancelled else [when, entry.difference, where, *self._facts(entry.facts)]
        line = {
            "hour": hour,
            "title": printable_text.fitted(entry.title),
            "words": f"{printable_text.NO_BREAK_SPACE}· ".join(printable_text.fitted(part) for part in parts if part),
        }
        if entry.is_cancelled:
            line["off"], line["reason"] = self.off, printable_text.fitted(entry.reason)
        return _measured(line)

    def fallen(self, entries, day):
        """One line for all that falls out because the house is closed; the reason stands beside the day."""
        text = "; ".join(self._in_brackets(entry, day) for entry in entries)
        return _measured({"hour": "", "title": self.closed, "words": text})

    def _in_brackets(self, entry, day):
        """ "9:30 Gymnastik (bis 10:30 Uhr, Saal)"."""
        hour, when = self._time(entry, day)
        title = (
            f"{hour}{printable_text.NO_BREAK_SPACE}{printable_text.fitted(entry.title)}"
            if hour
            else printable_text.fitted(entry.title)
        )
        rest = ", ".join(printable_text.fitted(part) for part in (when, printable_text.unbroken(entry.where)) if part)
        return f"{title} ({rest})" if rest else title

    def _time(self, entry, day):
        """The hour in front of the title, and the words after it that say until when."""
        start = timezone.localtime(entry.starts_at)
        if start.date() < day:
            return "", when_in_words(entry.starts_at, entry.ends_at, entry.all_day)
        if entry.all_day:
            return "", entry.time_words
        hour = f"{start.hour}:{start.minute:02}"
        if timezone.localdate(entry.ends_at - timedelta(microseconds=1)) > day:
            return hour, entry.time_words
        end = timezone.localtime(entry.ends_at)
        return hour, printable_text.unbroken(self.until % {"time": clock_time(end) if end.date() == day else "24"})

    def _facts(self, facts):
        parts = [self._cost(facts), self._sign_up(facts), self._access(facts)]
        if not self.brief:
            parts += [
                self.bring % {"things": facts.bring_along} if facts.bring_along else "",
                self.children if facts.children_welcome else "",
                self._languages(facts),
            ]
        return parts

    def _cost(self, facts):
        if facts.is_free is False:
            known = facts.cost and facts.cost != self.fee
            return self.cost % {"cost": facts.cost} if known else self.fee
        said = facts.cost or (self.free if facts.is_free else "")
        return "" if self.only_exceptions and said == self.free else said

    def _sign_up(self, facts):
        if facts.needs_signup is False:
            return ""
        parts = (self.signup if facts.needs_signup else "", "" if self.brief else facts.signup)
        return ": ".join(part for part in parts if part)

    def _access(self, facts):
        if facts.is_step_free is None or (self.only_exceptions and facts.is_step_free):
            return ""
        return self.step_free if facts.is_step_free else self.steps

    def _languages(self, facts):
        return (
            self.languages % {"languages": ", ".join(each.name for each in facts.languages)} if facts.languages else ""
        )
