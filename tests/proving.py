"""The size of a test: small in `make test`, full in `make prove`."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection
from hypothesis import HealthCheck, settings

PROVING = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
LOGS = Path(__file__).resolve().parents[1] / "var" / "prove"


def amount(small: int, full: int) -> int:
    """Return the number of repetitions in this run: `full` in `make prove`, `small` otherwise."""
    return full if PROVING else small


def amounts(count: Mapping) -> str:
    """Return the counts in one line: "booked: 3, free: 4"; the parts of a key are joined."""
    words = {
        " ".join(map(str, action if isinstance(action, tuple) else [action])): number
        for action, number in count.items()
    }
    return ", ".join(f"{action}: {number}" for action, number in sorted(words.items())) or "none"


@contextmanager
def progress_log(name: str) -> Iterator[Callable[[str], None]]:
    """Yield a function that logs a line; in `make prove` it writes to a file in `LOGS` immediately.

    So the results of a long run can be read while it runs, and are kept if it is interrupted. A new run begins a
    new file: var/prove/fuzz-sqlite.txt.
    """
    if not PROVING:
        yield lambda _line: None
        return
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{name}-{connection.vendor}.txt").open("w", encoding="utf-8", errors="backslashreplace") as file:
        yield lambda line: print(f"{datetime.now():%H:%M:%S} {line}", file=file, flush=True)


def succeeds_once(tries: int, attempt: Callable[[], bool]) -> bool:
    """Return whether one of this many attempts succeeds, for events that occur only sometimes."""
    return any(attempt() for _try in range(tries))


def examples(small: int, full: int | None = None, *, shares_fixtures: bool = False, **more) -> settings:
    """Return the settings of a slow property test that uses `small` examples in `make test`.

    In `make prove` it tries `full` examples, or as many as every other property test. With `shares_fixtures` the
    examples of a test may use the same fixtures. `more` are further settings of hypothesis.
    """
    everywhere = settings.default
    number = (full or everywhere.max_examples) if PROVING else min(small, everywhere.max_examples)
    suppressed = [*everywhere.suppress_health_check, *[HealthCheck.function_scoped_fixture] * shares_fixtures]
    return settings(max_examples=number, suppress_health_check=suppressed, **more)
