"""Entries as lines of the plan: the time, the title and essential details."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kasch_site.common.printing import printable_text
from kasch_site.common.text.time_words import clock_time, when_in_words

# Maximum length of text that is certainly lower than a column and may be kept on one page; in em as one line.
_CERTAINLY_FITS = 600


def has_all_facts(entries) -> bool:
    """Return whether price, registration and access are known for all entries that take place."""
    return all(
        None not in (entry.facts.is_free, entry.facts.needs_sign_up, entry.facts.is_step_free)
        for entry in entries
        if not entry.is_cancelled
    )


def _with_width(line):
    """Add to the line whether it is short enough to be kept on one page."""
    return {**line, "solid": sum(printable_text.widest(text) for text in line.values()) <= _CERTAINLY_FITS}


class Lines:
    """Formats entries as lines of the plan; translates shared texts once.

    With `only_exceptions` they omit what a general note covers: free of charge, no registration, step-free.
    """

    def __init__(self, *, only_exceptions=False):
        self.only_exceptions = only_exceptions
        self.free, self.fee, self.cost = _("kostenlos"), _("kostet etwas"), _("Kosten: %(cost)s")
        self.sign_up = printable_text.unbroken(_("mit Anmeldung"))
        self.step_free, self.steps = printable_text.unbroken(_("ohne Stufen")), printable_text.unbroken(_("mit Stufen"))
        self.bring, self.children = _("Bitte mitbringen: %(things)s"), printable_text.unbroken(_("Kinder willkommen"))
        self.languages, self.until, self.cancelled = _("auch auf %(languages)s"), _("bis %(time)s Uhr"), _("Entfällt")
        self.closed = _("Das Haus ist geschlossen; es entfallen:")

    def line(self, entry, day):
        """Return time, title and details of an entry, or its cancellation with the reason."""
        hour, when = self._time(entry, day)
        where = printable_text.unbroken(entry.where)
        details = [entry.difference, where, *self._facts(entry.facts), entry.printed_note]
        parts = [when, where] if entry.is_cancelled else [when, *details]
        line = {
            "hour": hour,
            "title": printable_text.fitted(entry.title),
            "words": f"{printable_text.NO_BREAK_SPACE}· ".join(printable_text.fitted(part) for part in parts if part),
        }
        if entry.is_cancelled:
            line["cancellation"], line["reason"] = self.cancelled, printable_text.fitted(entry.reason)
        return _with_width(line)

    def cancelled_by_closure(self, entries, day):
        """Return one line for all entries cancelled by a closure; the reason is beside the day."""
        text = "; ".join(self._in_brackets(entry, day) for entry in entries)
        return _with_width({"hour": "", "title": self.closed, "words": text})

    def _in_brackets(self, entry, day):
        """Format an entry as "9:30 Gymnastik (bis 10:30 Uhr, Saal)"."""
        hour, when = self._time(entry, day)
        title = (
            f"{hour}{printable_text.NO_BREAK_SPACE}{printable_text.fitted(entry.title)}"
            if hour
            else printable_text.fitted(entry.title)
        )
        details = ", ".join(
            printable_text.fitted(part) for part in (when, printable_text.unbroken(entry.where)) if part
        )
        return f"{title} ({details})" if details else title

    def _time(self, entry, day):
        """Return the start time before the title, and the text of the end time after it."""
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

    def essentials(self, facts) -> list[str]:
        """Return price, registration and access in short; "" for a fact that is omitted."""
        return [self._cost(facts), self.sign_up if facts.needs_sign_up else "", self._access(facts)]

    def details(self, facts) -> list[str]:
        """Return how to register, what to bring, and whether children are welcome; "" for a fact that is omitted."""
        sign_up = facts.sign_up_note if facts.needs_sign_up is not False else ""
        return [sign_up, *self._more(facts)]

    def languages_in_words(self, facts) -> str:
        """Return the languages besides German: "auch auf Englisch, Ukrainisch"; "" without any."""
        names = ", ".join(each.name for each in facts.languages)
        return self.languages % {"languages": names} if names else ""

    def _facts(self, facts):
        sign_up, languages = self._sign_up(facts), self.languages_in_words(facts)
        return [self._cost(facts), sign_up, self._access(facts), *self._more(facts), languages]

    def _more(self, facts):
        return [
            self.bring % {"things": facts.bring_along} if facts.bring_along else "",
            self.children if facts.children_welcome else "",
        ]

    def _cost(self, facts):
        if facts.is_free is False:
            is_stated = facts.cost and facts.cost != self.fee
            return self.cost % {"cost": facts.cost} if is_stated else self.fee
        text = facts.cost or (self.free if facts.is_free else "")
        return "" if self.only_exceptions and text == self.free else text

    def _sign_up(self, facts):
        if facts.needs_sign_up is False:
            return ""
        parts = (self.sign_up if facts.needs_sign_up else "", facts.sign_up_note)
        return ": ".join(part for part in parts if part)

    def _access(self, facts):
        if facts.is_step_free is None or (self.only_exceptions and facts.is_step_free):
            return ""
        return self.step_free if facts.is_step_free else self.steps
