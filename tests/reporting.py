"""The report of a pytest run: the time by kind of test, skipped tests, and the figures of proofs.

Every test is of one kind: a journey (marker `browser`), a proof (fixture `proof`: races, kills and stock), a property
test (hypothesis) or one of the rest. Proofs and property tests get the marker `prove`; `make prove` runs these alone.

With `--durations` the table of kinds is printed; `--record-proof FILE` writes the figures of each test into a file.
Where CI=true is set, a skipped test is a failed one.
"""

import json
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test

LOUD = "!" * 78
JOURNEYS, PROOFS, PROPERTIES, REST = "browser journeys", "races, kills, stock", "property tests", "rest"
KINDS = (JOURNEYS, PROOFS, PROPERTIES, REST)


def pytest_addoption(parser):
    parser.addoption("--record-proof", metavar="FILE", help="write the figures of the run into this file, as JSON")


def pytest_configure(config):
    config.addinivalue_line("markers", "prove: a proof or a property test; set by itself, see tests/reporting.py")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(config), "what-the-run-says")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark tests before they are selected by marker."""
    for item in items:
        if _is_proof(item) or _is_property(item):
            item.add_marker(pytest.mark.prove)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    item.user_properties.append(("kind", kind_of(item)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    if call.when == "call" and hasattr(item, "hypothesis_statistics"):
        item.user_properties.append(("figures", f"{_tried(item.hypothesis_statistics)} examples"))
    report = yield
    return _not_skipped(report)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    report = yield
    return _not_skipped(report)


@pytest.fixture
def proof(request):
    """Return a function that records a line of figures of this test; `make prove` writes them into docs/proof.md."""

    def note(line: str) -> None:
        print(line)
        request.node.user_properties.append(("figures", line))

    return note


def kind_of(item) -> str:
    """Return the element of `KINDS` that the test belongs to."""
    if item.get_closest_marker("browser"):
        return JOURNEYS
    if _is_proof(item):
        return PROOFS
    return PROPERTIES if _is_property(item) else REST


def _is_proof(item):
    return "proof" in getattr(item, "fixturenames", ())


def _is_property(item):
    return is_hypothesis_test(getattr(item, "obj", None))


def _tried(statistics):
    return sum(int(number) for number in re.findall(r"- (\d+) passing", statistics))


def _not_skipped(report):
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        reason = _reason(report)
        report.outcome, report.longrepr = "failed", f"{report.nodeid}: in CI nothing is skipped, but: {reason}"
    return report


def _reason(report):
    """Return the reason of a skipped test; pytest stores path, line and reason."""
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")


class Report:
    """Collects results during the run; only in the main process, not in xdist workers."""

    def __init__(self, config):
        self.config = config
        self.seconds, self.tests, self.skipped = defaultdict(float), {}, Counter()

    def pytest_runtest_logreport(self, report):
        properties = [tuple(word) for word in report.user_properties]
        kind = dict(properties).get("kind", REST)
        self.seconds[kind] += report.duration
        test = self.tests.setdefault(report.nodeid, {"kind": kind, "outcome": "passed", "seconds": 0.0, "figures": []})
        test["seconds"] += report.duration
        test["figures"] = [line for name, line in properties if name == "figures"]
        if report.outcome != "passed":
            test["outcome"] = report.outcome
        self._note_skipped(report)

    def pytest_collectreport(self, report):
        self._note_skipped(report)

    def _note_skipped(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped[_reason(report)] += 1

    def pytest_sessionfinish(self, exitstatus):
        path = self.config.getoption("record_proof")
        if path:
            Path(path).write_text(json.dumps({"exit": int(exitstatus), "tests": self.tests}), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter):
        if self.config.getoption("durations") is not None and self.tests:
            terminalreporter.section("time by kind of test")
            for line in self.split():
                terminalreporter.write_line(line)
        for reason, number in sorted(self.skipped.items()):
            message = f"{LOUD}\nSKIPPED, NOT TRIED ({number} times): {reason}\n{LOUD}"
            terminalreporter.write_line(message, red=True, bold=True)

    def split(self) -> list[str]:
        """Return the lines of the table of kinds: tests, seconds (summed over all processes) and share of the time."""
        number = Counter(test["kind"] for test in self.tests.values())
        total = sum(self.seconds.values()) or 1
        rows = [
            f"{kind:20} {number[kind]:6} tests {self.seconds[kind]:9.1f} s {self.seconds[kind] / total:6.0%}"
            for kind in KINDS
        ]
        return [*rows, f"{'together':20} {len(self.tests):6} tests {total:9.1f} s"]
