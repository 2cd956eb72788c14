"""The page about full runs names tests, commits, machine and results, including failures."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests import prove
from tests.prove import Result, page

RACE, PROPERTY = "tests/events/test_race.py::test_many_at_once", "tests/events/test_days.py::test_any_day"
TODAY = date(2026, 11, 24)


def record(kind="races, kills, stock", outcome="passed", seconds=12.34, figures=("2000 forms sent",)):
    return {"kind": kind, "outcome": outcome, "seconds": seconds, "figures": list(figures)}


def result(test=RACE, database="SQLite 3.40.1", commit="abc123", **what):
    machine = "2 cores, x86_64, Python 3.11.2"
    return Result(test, database, commit, TODAY.isoformat(), machine, **record(**what))


def test_the_page_names_the_machine_and_counts_results():
    text = page([result(), result(PROPERTY, outcome="failed")])
    assert "- 2 results, 1 of them passed\n- Machine: 2 cores, x86_64, Python 3.11.2\n" in text


def test_each_test_has_a_row_per_database_and_races_are_listed_first():
    tests = [result(PROPERTY, kind="property tests", figures=["2000 examples"]), result(figures=["12 sent", "a|b"])]
    tests += [result(database="PostgreSQL 15.18", commit="def456", outcome="failed", figures=[])]
    assert page(prove.in_order(tests)).splitlines()[-3:] == [
        "| many at once (`tests/events/test_race.py`) | PostgreSQL 15.18 | def456 | 2026-11-24 | FAILED | 12.3 |  |",
        "| many at once (`tests/events/test_race.py`) | SQLite 3.40.1 | abc123 | 2026-11-24 | passed | 12.3 "
        "| 12 sent<br>a\\|b |",
        "| any day (`tests/events/test_days.py`) | SQLite 3.40.1 | abc123 | 2026-11-24 | passed | 12.3 "
        "| 2000 examples |",
    ]


@pytest.fixture
def proof_page(tmp_path, monkeypatch):
    """Use a page and two tests in a temporary folder, without running pytest."""
    monkeypatch.setenv("HYPOTHESIS_PROFILE", "ci")
    monkeypatch.setattr(prove, "ROOT", tmp_path)
    monkeypatch.setattr(prove, "PAGE", tmp_path / "proof.md")
    monkeypatch.setattr(prove, "RESULTS", tmp_path / "proof.json")
    monkeypatch.setattr(prove, "describe_commit", lambda: "abc123")
    monkeypatch.setattr(prove.postgres, "version", lambda: "PostgreSQL 15.18")
    for test in (RACE, PROPERTY):
        file, _colons, function = test.partition("::")
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(f"def {function}():\n    pass\n")
    return tmp_path / "proof.md"


def recording(code, tests):
    """Replace pytest: write this record, or none, and return this exit code."""

    def start(arguments):
        path = next(argument for argument in arguments if argument.startswith("--record-proof=")).partition("=")[2]
        if tests is not None:
            Path(path).write_text(json.dumps({"exit": code, "tests": tests}))
        return code

    return start


@pytest.fixture
def run(proof_page, monkeypatch):
    """Return a function that runs with these results on the two databases and returns the exit code."""

    def start(sqlite, postgresql, arguments=()):
        monkeypatch.setattr(prove, "on_sqlite", sqlite)
        monkeypatch.setattr(prove, "on_postgresql", postgresql)
        return prove.main(list(arguments))

    return start


def test_a_run_of_all_begins_anew(run, proof_page):
    run(recording(0, {PROPERTY: record()}), recording(0, {PROPERTY: record()}))
    assert run(recording(0, {RACE: record()}), recording(1, {RACE: record(outcome="failed")})) == 1
    assert "any day" not in proof_page.read_text()
    assert [stored_result.outcome for stored_result in prove.stored()] == ["failed", "passed"]


def test_a_run_of_a_part_replaces_its_tests_and_leaves_the_others(run, proof_page, monkeypatch):
    run(recording(0, {RACE: record(), PROPERTY: record()}), recording(0, {RACE: record()}))
    monkeypatch.setattr(prove, "describe_commit", lambda: "def456")
    monkeypatch.setattr(prove.postgres, "version", lambda: "PostgreSQL 16.1")
    assert run(recording(0, {RACE: record()}), recording(0, {RACE: record()}), ["-k", "race"]) == 0
    assert {(stored_result.test, stored_result.database): stored_result.commit for stored_result in prove.stored()} == {
        (RACE, f"SQLite {prove.sqlite3.sqlite_version}"): "def456",
        (PROPERTY, f"SQLite {prove.sqlite3.sqlite_version}"): "abc123",
        (RACE, "PostgreSQL 16.1"): "def456",
    }


def test_what_is_no_longer_a_test_is_no_longer_a_result(run, proof_page):
    run(recording(0, {RACE: record(), PROPERTY: record()}), recording(0, {}))
    (proof_page.parent / PROPERTY.partition("::")[0]).write_text("def test_another_day():\n    pass\n")
    run(recording(0, {RACE: record()}), recording(0, {}), ["-k", "race"])
    assert [stored_result.test for stored_result in prove.stored()] == [RACE]


def test_a_killed_run_leaves_no_figures_and_keeps_those_of_the_other_database(run, proof_page):
    assert run(recording(-9, None), recording(0, {RACE: record()})) != 0
    assert [stored_result.database for stored_result in prove.stored()] == ["PostgreSQL 15.18"]


def test_a_missing_server_is_named(run, proof_page, monkeypatch, capsys):
    monkeypatch.setattr(prove.postgres, "version", lambda: None)
    assert run(recording(0, {RACE: record()}), None) == 0
    assert "PostgreSQL was NOT tried: no server is installed." in capsys.readouterr().out


def test_the_page_names_the_commit_that_is_checked_out(tmp_path, monkeypatch):
    monkeypatch.setattr(prove, "ROOT", tmp_path)
    monkeypatch.setattr(prove, "PAGE", tmp_path / "proof.md")
    monkeypatch.setattr(prove, "RESULTS", tmp_path / "proof.json")
    git(tmp_path, "init", "--quiet")
    (tmp_path / "house.txt").write_text("a house")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "A house")
    commit = git(tmp_path, "rev-parse", "--short=8", "HEAD")
    (tmp_path / "proof.md").write_text("the page itself does not count")
    assert prove.describe_commit() == commit
    (tmp_path / "house.txt").write_text("another house")
    assert prove.describe_commit() == f"{commit}, with changes that are not committed"


def git(folder, *arguments):
    result = prove.subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return result.stdout.strip()
