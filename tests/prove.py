"""Run races, kills, stock and property tests in full, on SQLite and PostgreSQL, and write docs/proof.md.

    python -m tests.prove [arguments for pytest, to choose a part]

Which tests these are says the marker `prove` (see `tests.reporting`); what a run did not try is not on the page, and a
run that fails says so there.
"""

import json
import os
import platform
import shlex
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "proof.md"
ENDINGS = {0: "passed", 1: "FAILED", 2: "WAS INTERRUPTED", 5: "found no test"}
HEAD = """# What the long run found

`make prove` writes this page; it is not edited by hand. It says what races, kills, stock and property tests measured at
one commit on one machine: races send more forms, servers are killed more often, property tests try more examples than
in `make test`.
"""


@dataclass(frozen=True)
class Run:
    """The result of a run on one database: pytest's exit code, and outcome, seconds and figures of each test."""

    database: str
    exit: int
    tests: dict = field(default_factory=dict)


def main(arguments: Sequence[str]) -> int:
    """Run both, write the page, and return 0 if all tests passed."""
    os.environ["HYPOTHESIS_PROFILE"] = "prove"
    commit, begun = describe_commit(), datetime.now(ZoneInfo("Europe/Berlin"))
    sqlite = run_on(f"SQLite {sqlite3.sqlite_version}", arguments, on_sqlite)
    server = postgres.version()
    other = run_on(server or "PostgreSQL", arguments, on_postgresql)
    runs = [sqlite, other] if server else [sqlite]
    PAGE.write_text(page(commit, begun, describe_machine(), arguments, runs), encoding="utf-8")
    print(f"The figures are in {PAGE.relative_to(ROOT)}.")
    return int(any(run.exit for run in [sqlite, other]))


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
    commit = subprocess.run(["git", "rev-parse", "HEAD"], **git).stdout.strip()
    others = ["git", "status", "--porcelain", "--", ".", f":!{PAGE.relative_to(ROOT)}"]
    return f"{commit}, with changes that are not committed" if subprocess.run(others, **git).stdout else commit


def describe_machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def page(commit: str, begun: datetime, machine: str, arguments: Sequence[str], runs: Sequence[Run]) -> str:
    """Return the text of docs/proof.md about these runs."""
    chosen = f"a part, chosen by `{shlex.join(arguments)}`" if arguments else "all"
    facts = [
        ("Commit", commit),
        ("Begun", f"{begun:%Y-%m-%d %H:%M %Z}"),
        ("Machine", machine),
        ("Tried", chosen),
        *((run.database, _ending(run)) for run in runs),
    ]
    if len(runs) == 1:
        facts.append(("PostgreSQL", "was NOT tried: no server is installed"))
    lines = [HEAD, *(f"- {name}: {words}" for name, words in facts), ""]
    lines += ["| Test | Database | Outcome | Seconds | Figures |", "|---|---|---|---:|---|"]
    lines += [_row(name, run, test) for name, run, test in _in_order(runs)]
    return "\n".join(lines) + "\n"


def _ending(run):
    """Return how the run ended, the number of passed tests, and their total time."""
    passed = sum(test["outcome"] == "passed" for test in run.tests.values())
    minutes = sum(test["seconds"] for test in run.tests.values()) / 60
    ending = ENDINGS.get(run.exit, f"BROKE OFF (pytest's code {run.exit})")
    return f"{ending}; {passed} of {len(run.tests)} tests passed, {minutes:.1f} minutes"


def _in_order(runs):
    """Sort races, kills and stock first, then by name; results of a test on all databases are adjacent."""
    rows = [(name, run, test) for run in runs for name, test in run.tests.items()]
    return sorted(rows, key=lambda row: (row[2]["kind"] == "property tests", row[0], runs.index(row[1])))


def _row(name, run, test):
    file, _colons, function = name.partition("::")
    sentence = function.removeprefix("test_").replace("_", " ")
    outcome = test["outcome"] if test["outcome"] == "passed" else test["outcome"].upper()
    figures = "<br>".join(line.replace("|", "\\|") for line in test["figures"])
    return f"| {sentence} (`{file}`) | {run.database} | {outcome} | {test['seconds']:.1f} | {figures} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
