"""Plain text for calendars and feeds contains no invalid characters."""

import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.text.plaintext import one_line, printable


def test_every_line_ending_becomes_a_newline():
    assert printable("a\r\nb\rc\x0bd\u2028e\x85f\ng") == "a\nb\nc\nd\ne\nf\ng"


def test_control_characters_and_lone_surrogates_are_removed():
    assert printable("Yo\x00ga\x1b[1m \ud83d\ufffe!") == "Yoga[1m !"


def test_a_title_stays_on_one_line_and_keeps_its_no_break_spaces():
    assert one_line(" Lesung\n um 19\u00a0Uhr\t ") == "Lesung um 19\u00a0Uhr"


def test_emoji_and_right_to_left_text_are_unchanged():
    assert one_line("قهوة ☕️ und 👩‍👧") == "قهوة ☕️ und 👩‍👧"


@given(st.text(st.characters(exclude_categories=())))
def test_the_result_is_valid_in_xml_and_utf_8(text):
    shown = printable(text)
    read_back = ElementTree.fromstring(f"<a>{escape(shown)}</a>".encode()).text
    assert (read_back or "") == shown
    assert len(shown.splitlines()) <= shown.count("\n") + 1
