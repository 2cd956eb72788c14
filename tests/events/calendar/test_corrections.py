"""Corrections of mistyped words in the search of the list of events."""

from datetime import UTC, datetime, timedelta

import pytest

from events.calendar.corrections import correction
from kasch_site.common.search.suggestions import learn_words_of
from kasch_site.common.sections import Entry

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def entry(title):
    return Entry(title, title, START, START + timedelta(hours=1), "/x/", "toys", changed_at=START)


ENTRIES = [entry("Gymnastik im Sitzen"), entry("Nähen")]


@pytest.fixture(autouse=True)
def words():
    learn_words_of(["Gymnastik im Sitzen", "Nähen", "Gymnasium"])


def test_unknown_words_are_corrected_and_known_ones_stay():
    assert correction("Gymnastk Sitzen", ENTRIES) == "gymnastik Sitzen"
    assert correction("neahen", ENTRIES) == "nähen"


def test_words_of_other_pages_are_not_proposed():
    assert correction("Gymnasiun", ENTRIES) == ""


def test_words_that_are_not_in_one_entry_are_not_proposed_together():
    assert correction("Gymnastk Nähen", ENTRIES) == ""


@pytest.mark.parametrize("entered", ["", "?", "\x00", "🙂🙂🙂🙂", "ß" * 80, "x" * 80, "aa bb cc dd ee ff", "'; --"])
def test_text_that_cannot_be_corrected_is_unchanged(entered):
    assert correction(entered, ENTRIES) == ""
