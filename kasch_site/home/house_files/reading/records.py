"""Records in the files of a house: values are read by key; an error names its location and how to fix it."""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

from django.core.exceptions import ValidationError

from . import days

REQUIRED = object()
_KINDS = {
    str: 'a text in quotation marks, such as "Saal"',
    int: "a whole number, such as 12",
    bool: "true or false",
    list: 'a list, such as ["en", "uk"]',
}
_DAY = '2026-12-05, "+12" (days after loading) or "Mi +2" (Wednesday of the week two weeks after this one)'
_DAY_OF_YEAR = '"12-24" (month-day)'


class HouseFileError(Exception):
    """A mistake in a file of the house; the message names its location and how to fix it."""


class Record:
    """A table of a file. Each method returns the value of a key, or raises `HouseFileError`.

    Keys that the code never reads are refused by `refuse_unknown`.
    """

    def __init__(self, place: str, table: dict):
        self.place = place
        self._table = table
        self._requested = {}

    def error(self, key: str, problem: str) -> HouseFileError:
        """Return the error about a key, to be raised."""
        return HouseFileError(f"{self.place}, {key}: {problem}" if key else f"{self.place}: {problem}")

    def refuse_unknown(self):
        """Raise `HouseFileError` for a key that was not read."""
        for key in self._table:
            if key not in self._requested:
                guess = close_match(key, self._requested)
                raise self.error(key, f"there is no such key.{guess} Known: {', '.join(self._requested)}.")

    def has(self, key: str) -> bool:
        """Return whether there is such a key."""
        self._requested[key] = True
        return key in self._table

    def text(self, key: str, default=REQUIRED) -> str:
        """Return a text."""
        return self._value(key, str, default)

    def number(self, key: str, default=REQUIRED, minimum: int = 0) -> int:
        """Return a whole number that is not below `minimum`."""
        value = self._value(key, int, default)
        if key in self._table and value < minimum:
            raise self.error(key, f"must be at least {minimum}; it is {value}.")
        return value

    def flag(self, key: str, default=REQUIRED) -> bool:
        """Return true or false."""
        return self._value(key, bool, default)

    def texts(self, key: str, default=REQUIRED) -> list[str]:
        """Return a list of texts."""
        value = self._value(key, list, default)
        if not all(isinstance(item, str) for item in value):
            raise self.error(key, f"must be a list of texts, not {value!r}.")
        return value

    def choice(self, key: str, choices, default=REQUIRED) -> str:
        """Return one of the values of `choices`, a list or an enumeration of Django."""
        text = self.text(key, default)
        self._check_options(key, [text], choices)
        return text

    def choices(self, key: str, choices) -> list[str]:
        """Return a list of values of `choices`; empty if the key is missing."""
        texts = self.texts(key, [])
        self._check_options(key, texts, choices)
        return texts

    def one(self, key: str, options: dict, default=REQUIRED):
        """Return the object that is named; `options` are the objects by their names."""
        name = self.text(key, default)
        if key not in self._table:
            return default
        self._check_options(key, [name], options)
        return options[name]

    def many(self, key: str, options: dict) -> list:
        """Return the objects that are named in a list; empty if the key is missing."""
        return [options[name] for name in self.choices(key, options)]

    def day(self, key: str, today: date, default=REQUIRED, excluded=frozenset()) -> date | None:
        """Return a day. A relative day that is in `excluded` is postponed by weeks."""
        if isinstance(self._table.get(key), date):
            return self._value(key, date, default)
        if key not in self._table and default is not REQUIRED:
            return self._value(key, str, default)
        day = self._parsed(key, self.text(key), lambda text: days.counted_day(text, today), _DAY)
        while day in excluded:
            day = days.counted_day("+7", day)
        return day

    def times(self, key: str) -> tuple[time, time]:
        """Return begin and end of a span of time."""
        return self._parsed(key, self.text(key), days.time_span, '"9:30-10:30"')

    def time(self, key: str) -> time:
        """Return a time of day."""
        return self._parsed(key, self.text(key), days.time_of_day, '"9:30"')

    def day_of_year(self, key: str) -> tuple[int, int]:
        """Return month and day."""
        return self._parsed(key, self.text(key), days.day_of_year, _DAY_OF_YEAR)

    def days_of_year(self, key: str) -> list[tuple[int, int]]:
        """Return month and day of each in a list; empty if the key is missing."""
        return [self._parsed(key, text, days.day_of_year, _DAY_OF_YEAR) for text in self.texts(key, [])]

    def weekday(self, key: str) -> int:
        """Return a weekday; Monday is 0."""
        return days.WEEKDAYS.index(self.choice(key, days.WEEKDAYS))

    def file_in(self, key: str, folder: Path) -> Path:
        """Return the path of a file that is in this folder."""
        name = self.text(key)
        files = {path.name: path for path in sorted(folder.glob("*")) if path.is_file()}
        if name not in files:
            raise self.error(key, f"there is no file {folder.name}/{name}.{close_match(name, files)} Put it there.")
        return files[name]

    def records(self, key: str) -> Iterator["Record"]:
        """Iterate over the tables of a list; each is checked for unknown keys before the next one."""
        tables = self._value(key, list, [])
        if not all(isinstance(table, dict) for table in tables):
            raise self.error(key, f"must be written as [[{key}]] with lines of keys and values below it.")
        return _checked(Record(self._place_of(key, table, number), table) for number, table in enumerate(tables, 1))

    def record(self, key: str) -> "Record":
        """Return the table of a key; an empty one if it is missing."""
        self._requested[key] = True
        table = self._table.get(key, {})
        if not isinstance(table, dict):
            raise self.error(key, f"must be written as [{key}] with lines of keys and values below it.")
        return Record(f"{self.place}, {key}", table)

    def save(self, instance):
        """Validate and save a model instance; return it."""
        with self.errors_at():
            instance.full_clean()
        instance.save()
        return instance

    @contextmanager
    def errors_at(self, key: str = "", *errors):
        """Convert the exceptions of the block into errors about a key of this record, or about `key`."""
        try:
            yield
        except ValidationError as error:
            [(field, sentences), *_more] = getattr(error, "error_dict", {key: [error]}).items()
            sentence = " ".join(sentences[0].messages).removesuffix(".")
            raise self.error(field if field in self._requested else key, f"{sentence}. Change the value.") from error
        except errors as error:
            raise self.error(key, f"{error} Change the value.") from error

    def _value(self, key, kind, default):
        self._requested[key] = True
        if key not in self._table:
            if default is REQUIRED:
                unknown = [known for known in self._table if known not in self._requested]
                raise self.error(key, f"is missing. Add the line {key} = … there.{close_match(key, unknown)}")
            return default
        value = self._table[key]
        if type(value) is not kind:
            raise self.error(key, f"must be {_KINDS.get(kind, kind.__name__)}; it is {value!r}.")
        return value

    def _parsed(self, key, text, parse, example):
        try:
            return parse(text)
        except (ValueError, OverflowError) as error:
            raise self.error(key, f"{text!r} is not understood. Write for example {example}.") from error

    def _check_options(self, key, values, options):
        for value in values:
            if key in self._table and value not in options:
                names = [str(name) for name in options]
                known_names = ", ".join(names) or "none"
                raise self.error(key, f"there is no {value!r}.{close_match(value, names)} Known: {known_names}.")

    def _place_of(self, key, table, number):
        name = next((table[naming] for naming in ("slug", "name", "title", "event", "file") if naming in table), "")
        return f"{self.place}, {key} {number}" + (f" ({name})" if name else "")


def _checked(records):
    for record in records:
        yield record
        record.refuse_unknown()


def close_match(word, options) -> str:
    """Return the question whether a similar word is meant; "" if there is none."""
    close = difflib.get_close_matches(word, list(options), 1, 0.7)
    return f" Is it {close[0]!r}?" if close else ""
