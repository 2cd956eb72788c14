"""A run reports the time by kind of test, skipped tests, and the figures of proofs."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

TESTS = """
import pytest
from hypothesis import given, settings, strategies as st

@pytest.mark.browser
def test_walk():
    pass

def test_race(proof):
    proof("12 forms sent")
    proof("4 places held")

@settings(max_examples=7, database=None)
@given(st.integers())
def test_property(number):
    pass

def test_ordinary():
    pass

def test_impossible_here():
    pytest.skip("there is no piano")

@pytest.mark.xfail
def test_known_to_fail():
    assert False

def test_wrong():
    assert False
"""


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the tests above with arguments and environment and returns the output."""
    (tmp_path / "test_sample.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")

    def run_them(*arguments, file="test_sample.py", **environment):
        command = [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "tests.reporting", *arguments, file]
        variables = {name: value for name, value in os.environ.items() if name != "CI" and "XDIST" not in name}
        variables |= {"PYTHONPATH": str(settings.BASE_DIR), **environment}
        return subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False).stdout

    return run_them


def kinds(printed):
    return {
        kind.strip(): int(number) for kind, number in re.findall(r"^([a-z, ]+?) +(\d+) tests", printed, re.MULTILINE)
    }


@pytest.mark.parametrize("processes", [[], ["-n", "1"]])
def test_with_durations_the_time_is_reported_by_kind(run, processes):
    printed = run("--durations=1", *processes)
    expected = {"browser journeys": 1, "races, kills, stock": 1, "property tests": 1, "rest": 4, "together": 7}
    assert kinds(printed) == expected


def test_without_durations_no_time_is_reported(run):
    assert not kinds(run())


@pytest.mark.parametrize("processes", [[], ["-n", "1"]])
def test_the_figures_are_written_to_a_file(run, tmp_path, processes):
    run("--record-proof=record.json", *processes)
    record = json.loads((tmp_path / "record.json").read_text())
    tests = {name.partition("::")[2]: test for name, test in record["tests"].items()}
    assert tests["test_race"]["figures"] == ["12 forms sent", "4 places held"]
    assert tests["test_property"]["figures"] == ["7 examples"]
    assert tests["test_ordinary"]["figures"] == []
    assert {name: test["outcome"] for name, test in tests.items()} == {
        **dict.fromkeys(["test_walk", "test_race", "test_property", "test_ordinary"], "passed"),
        **dict.fromkeys(["test_impossible_here", "test_known_to_fail"], "skipped"),
        "test_wrong": "failed",
    }
    assert record["exit"] == 1


def test_proofs_and_property_tests_have_the_marker(run):
    assert "2 passed, 5 deselected" in run("-m", "prove")


def test_skipped_tests_are_reported_in_capitals(run):
    printed = run()
    assert "!!!!\nSKIPPED, NOT TRIED (1 times): there is no piano\n!!!!" in printed
    assert printed.count("NOT TRIED") == 1
    assert "1 failed, 4 passed, 1 skipped, 1 xfailed" in printed


def test_in_ci_nothing_is_skipped(run):
    printed = run(CI="true")
    assert "test_impossible_here: in CI nothing is skipped, but: there is no piano" in printed
    assert "2 failed, 4 passed, 1 xfailed" in printed


def test_in_ci_no_file_is_skipped_either(run, tmp_path):
    (tmp_path / "test_whole.py").write_text("import pytest\npytest.importorskip('no_such_piano')\n")
    assert "NOT TRIED (1 times): could not import 'no_such_piano'" in run(file="test_whole.py")
    printed = run(file="test_whole.py", CI="true")
    assert "in CI nothing is skipped, but: could not import 'no_such_piano'" in printed
    assert "1 error" in printed
