"""Run races, kills, stock and property tests in full, on SQLite and PostgreSQL, and write docs/proof.md.

    python -m tests.prove [arguments for pytest, to choose a part]

Which tests these are says the marker `prove` (see `tests.reporting`). A run replaces the results of the tests it tried
and leaves the others, each with the commit it was tried at; a run of all begins anew. Results are kept in
docs/proof.json, from which the page is made. A run that fails says so there.
"""

import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
PAGE, RESULTS = ROOT / "docs" / "proof.md", ROOT / "docs" / "proof.json"
HEAD = """# What the long runs found

`make prove` writes this page; it is not edited by hand. It says what races, kills, stock and property tests measured:
races send more forms, servers are killed more often, property tests try more examples than in `make test`. Each result
stands with the commit and the day it was tried.
"""


@dataclass(frozen=True)
class Run:
    """The result of a run on one database: pytest's exit code, and outcome, seconds and figures of each test."""

    database: str
    exit: int
    tests: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What the last run of a test on one database found."""

    test: str
    database: str
    commit: str
    day: str
    machine: str
    kind: str
    outcome: str
    seconds: float
    figures: list[str]

    @property
    def place(self) -> tuple[str, str]:
        """Return what a later result replaces: the test and the kind of database, whatever its version."""
        return self.test, self.database.split()[0]

    @property
    def exists(self) -> bool:
        """Return whether the test is still in the tree."""
        file, _colons, function = self.test.partition("::")
        path = ROOT / file
        return path.exists() and f"def {function.partition('[')[0].rpartition('::')[2]}(" in path.read_text("utf-8")


def main(arguments: Sequence[str]) -> int:
    """Run on both databases, write the page after each, and return 0 if all tests passed."""
    os.environ["HYPOTHESIS_PROFILE"] = "prove"
    commit, today = describe_commit(), datetime.now(ZoneInfo("Europe/Berlin")).date()
    kept = stored() if arguments else []
    codes = []
    for database, start in databases():
        run = run_on(database, arguments, start)
        kept = merged(kept, results_of(run, commit, today))
        write(kept)
        codes.append(run.exit)
        print(f"{database}: pytest ended with code {run.exit}, {len(run.tests)} tests recorded.")
    if len(codes) == 1:
        print("PostgreSQL was NOT tried: no server is installed.")
    print(f"The figures are in {PAGE.relative_to(ROOT)}.")
    return int(any(codes))


def databases() -> list[tuple[str, object]]:
    """Return the databases that are there, each with the function that runs pytest on it."""
    server = postgres.version()
    others = [(server, on_postgresql)] if server else []
    return [(f"SQLite {sqlite3.sqlite_version}", on_sqlite), *others]


def run_on(database: str, arguments: Sequence[str], start) -> Run:
    """Call `start` with the arguments for pytest and return the result."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        code = start(["--durations=10", f"--record-proof={record}", *arguments])
        if not record.exists():
            return Run(database, code)
        return Run(database, code, json.loads(record.read_text(encoding="utf-8"))["tests"])


def on_sqlite(arguments):
    return subprocess.run([sys.executable, "-m", "pytest", "-m", "prove", *arguments], check=False).returncode


def on_postgresql(arguments):
    return postgres.run(arguments, only="prove")


def describe_commit() -> str:
    """Return the commit that is checked out, and whether files were changed."""
    git = {"cwd": ROOT, "capture_output": True, "text": True, "check": True}
    commit = subprocess.run(["git", "rev-parse", "--short=8", "HEAD"], **git).stdout.strip()
    written = [f":!{path.relative_to(ROOT)}" for path in (PAGE, RESULTS)]
    others = ["git", "status", "--porcelain", "--", ".", *written]
    return f"{commit}, with changes that are not committed" if subprocess.run(others, **git).stdout else commit


def describe_machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def results_of(run: Run, commit: str, today: date) -> list[Result]:
    """Return the results of a run that was done at this commit today, on this machine."""
    about = {"database": run.database, "commit": commit, "day": today.isoformat(), "machine": describe_machine()}
    return [Result(test=name, **about, **test) for name, test in run.tests.items()]


def merged(kept: Iterable[Result], new: Iterable[Result]) -> list[Result]:
    """Return all results, the new in the place of the old; tests that no longer exist are left out."""
    by_place = {result.place: result for result in [*kept, *new]}
    return [result for result in by_place.values() if result.exists]


def stored() -> list[Result]:
    """Return the results of earlier runs."""
    return [Result(**row) for row in json.loads(RESULTS.read_text("utf-8"))] if RESULTS.exists() else []


def write(results: Iterable[Result]) -> None:
    """Store the results and write the page about them."""
    results = in_order(results)
    RESULTS.write_text(json.dumps([asdict(result) for result in results], indent=1, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(page(results), encoding="utf-8")


def in_order(results: Iterable[Result]) -> list[Result]:
    """Sort races, kills and stock first, then by name; results of a test on both databases are adjacent."""
    return sorted(results, key=lambda result: (result.kind == "property tests", result.test, result.database))


def page(results: Sequence[Result]) -> str:
    """Return the text of docs/proof.md about these results."""
    failed = sum(result.outcome != "passed" for result in results)
    count = f"- {len(results)} results, {len(results) - failed} of them passed"
    lines = [HEAD, count, *machines(results), ""]
    lines += ["| Test | Database | Commit | Day | Outcome | Seconds | Figures |", "|---|---|---|---|---|---:|---|"]
    return "\n".join([*lines, *(_row(stored_result) for stored_result in results)]) + "\n"


def machines(results: Iterable[Result]) -> list[str]:
    return [f"- Machine: {machine}" for machine in sorted({result.machine for result in results})]


def _row(result):
    file, _colons, function = result.test.partition("::")
    cells = [
        f"{function.removeprefix('test_').replace('_', ' ')} (`{file}`)",
        result.database,
        result.commit,
        result.day,
        result.outcome if result.outcome == "passed" else result.outcome.upper(),
        f"{result.seconds:.1f}",
        "<br>".join(line.replace("|", "\\|") for line in result.figures),
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
