"""`make test` uses small amounts, `make prove` full ones."""

import pytest

from tests import proving


@pytest.mark.parametrize(("is_proving", "tried"), [(False, 3), (True, 900)])
def test_the_full_amount_is_used_only_in_make_prove(monkeypatch, is_proving, tried):
    monkeypatch.setattr(proving, "PROVING", is_proving)
    assert proving.amount(3, 900) == tried
    assert proving.examples(3, 900).max_examples == tried


def test_without_a_full_amount_a_property_test_uses_the_default_number_of_examples(monkeypatch):
    monkeypatch.setattr(proving, "PROVING", True)
    assert proving.examples(3).max_examples == proving.settings.default.max_examples


def test_other_settings_of_hypothesis_are_passed_on():
    assert proving.examples(3, stateful_step_count=7).stateful_step_count == 7


def test_recorded_figures_are_one_line():
    assert proving.amounts({("choose", 302): 4, ("book", 422): 1}) == "book 422: 1, choose 302: 4"
    assert proving.amounts({}) == "none"


def test_the_log_of_a_long_run_is_written_immediately(monkeypatch, tmp_path):
    monkeypatch.setattr(proving, "PROVING", True)
    monkeypatch.setattr(proving, "LOGS", tmp_path / "prove")
    with proving.progress_log("fuzz") as note:
        note("a fault: \ud800")
        (file,) = (tmp_path / "prove").iterdir()
        assert file.read_text().endswith(" a fault: \\ud800\n")


def test_a_short_run_writes_no_file(monkeypatch, tmp_path):
    monkeypatch.setattr(proving, "PROVING", False)
    monkeypatch.setattr(proving, "LOGS", tmp_path / "prove")
    with proving.progress_log("fuzz") as note:
        note("a fault")
    assert list(tmp_path.iterdir()) == []
