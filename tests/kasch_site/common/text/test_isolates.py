"""Right-to-left text in plain text."""

import pytest

from kasch_site.common.text.isolates import isolated


@pytest.mark.parametrize("text", ["ألف ليلة", "שירים", "1001 ليلة"])
def test_right_to_left_text_is_isolated(text):
    assert isolated(text) == f"\u2068{text}\u2069"


@pytest.mark.parametrize("text", ["", "Krabat", "Тихий Дон", "Truyện Kiều", "1984", "!?"])
def test_other_text_is_left_as_it_is(text):
    assert isolated(text) == text
