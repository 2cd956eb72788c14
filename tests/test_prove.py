"""The page about a full run names tests, commit, machine and results, including failures."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests import prove
from tests.prove import Run, page

RACE, PROPERTY = "tests/events/test_race.py::test_many_at_once", "tests/events/test_days.py::test_any_day"
BEGUN = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def record(kind="races, kills, stock", outcome="passed", seconds=12.34, figures=("2000 forms sent",)):
    return {"kind": kind, "outcome": outcome, "seconds": seconds, "figures": list(figures)}


def rendered_page(*runs, arguments=(), commit="abc123"):
    return page(commit, BEGUN, "2 cores, x86_64, Python 3.11.2", arguments, runs)


def test_the_page_names_commit_date_machine_and_databases():
    text = rendered_page(
        Run("SQLite 3.40.1", 0, {RACE: record()}), Run("PostgreSQL 15.18", 0, {RACE: record(seconds=60)})
    )
    assert "- Commit: abc123\n- Begun: 2026-11-24 10:30 CET\n- Machine: 2 cores, x86_64, Python 3.11.2\n" in text
    assert "- Tried: all\n" in text
    assert "- SQLite 3.40.1: passed; 1 of 1 tests passed, 0.2 minutes\n" in text
    assert "- PostgreSQL 15.18: passed; 1 of 1 tests passed, 1.0 minutes\n" in text


def test_each_test_has_a_row_per_database_and_races_are_listed_first():
    tests = {PROPERTY: record("property tests", figures=["2000 examples"]), RACE: record(figures=["12 sent", "a|b"])}
    text = rendered_page(Run("SQLite", 0, tests), Run("PostgreSQL", 0, tests))
    assert text.splitlines()[-4:] == [
        "| many at once (`tests/events/test_race.py`) | SQLite | passed | 12.3 | 12 sent<br>a\\|b |",
        "| many at once (`tests/events/test_race.py`) | PostgreSQL | passed | 12.3 | 12 sent<br>a\\|b |",
        "| any day (`tests/events/test_days.py`) | SQLite | passed | 12.3 | 2000 examples |",
        "| any day (`tests/events/test_days.py`) | PostgreSQL | passed | 12.3 | 2000 examples |",
    ]


def test_a_partial_run_is_labelled_and_a_missing_server_is_named():
    text = rendered_page(Run("SQLite", 0, {RACE: record()}), arguments=["-k", "race or kill"])
    assert "- Tried: a part, chosen by `-k 'race or kill'`\n" in text
    assert "- PostgreSQL: was NOT tried: no server is installed\n" in text


@pytest.mark.parametrize(
    ("code", "words"),
    [(1, "FAILED"), (2, "WAS INTERRUPTED"), (5, "found no test"), (-9, "BROKE OFF (pytest's code -9)")],
)
def test_failed_and_aborted_tests_are_reported(code, words):
    text = rendered_page(Run("SQLite", code, {RACE: record(outcome="failed")}))
    assert f"- SQLite: {words}; 0 of 1 tests passed" in text
    assert "| FAILED | 12.3 |" in text


@pytest.fixture
def proof_page(tmp_path, monkeypatch):
    """Use a page and a repository in a temporary folder, without running pytest."""
    monkeypatch.setenv("HYPOTHESIS_PROFILE", "ci")
    monkeypatch.setattr(prove, "ROOT", tmp_path)
    monkeypatch.setattr(prove, "PAGE", tmp_path / "proof.md")
    monkeypatch.setattr(prove, "describe_commit", lambda: "abc123")
    monkeypatch.setattr(prove.postgres, "version", lambda: "PostgreSQL 15.18")
    return tmp_path / "proof.md"


def recording(code, tests):
    """Replace pytest: write this record, or none, and return this exit code."""

    def start(arguments):
        path = next(each for each in arguments if each.startswith("--record-proof=")).partition("=")[2]
        if tests is not None:
            Path(path).write_text(json.dumps({"exit": code, "tests": tests}))
        return code

    return start


def test_the_page_is_rewritten_from_both_runs_only(proof_page, monkeypatch):
    proof_page.write_text("what was measured earlier")
    monkeypatch.setattr(prove, "on_sqlite", recording(0, {RACE: record()}))
    monkeypatch.setattr(prove, "on_postgresql", recording(1, {RACE: record(outcome="failed")}))
    assert prove.main([]) == 1
    text = proof_page.read_text()
    assert "earlier" not in text
    assert "passed; 1 of 1" in text and "FAILED; 0 of 1" in text


def test_a_killed_run_leaves_no_figures(proof_page, monkeypatch):
    monkeypatch.setattr(prove, "on_sqlite", recording(-9, None))
    monkeypatch.setattr(prove, "on_postgresql", recording(0, {RACE: record()}))
    assert prove.main([]) != 0
    assert "BROKE OFF (pytest's code -9); 0 of 0 tests passed" in proof_page.read_text()


def test_the_page_names_the_commit_that_is_checked_out(tmp_path, monkeypatch):
    monkeypatch.setattr(prove, "ROOT", tmp_path)
    monkeypatch.setattr(prove, "PAGE", tmp_path / "proof.md")
    git(tmp_path, "init", "--quiet")
    (tmp_path / "house.txt").write_text("a house")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "A house")
    commit = git(tmp_path, "rev-parse", "HEAD")
    (tmp_path / "proof.md").write_text("the page itself does not count")
    assert prove.describe_commit() == commit
    (tmp_path / "house.txt").write_text("another house")
    assert prove.describe_commit() == f"{commit}, with changes that are not committed"


def git(folder, *arguments):
    result = prove.subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return result.stdout.strip()
