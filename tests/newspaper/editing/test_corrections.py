"""Correcting the text of a page: marks of unchanged words stay, pages that were looked at need no check."""

import pytest

from kasch_site.common import clock
from newspaper.editing.corrections import correct, to_check
from newspaper.models import HiddenTerm, Page
from newspaper.redaction.hiding import Hiding, hide, unhide
from newspaper.redaction.process_request import process_request
from tests.newspaper.factories import boxes_of, make_issue, make_page


@pytest.fixture
def page(db):
    return make_page(make_issue(texts=[]), 1, "Die Linde am Luisenplatz wird gefällt.")


def marked(page):
    """Return the words of the text that have a box, with its place on the page."""
    return {page.text[start : start + length]: place for start, length, *place in page.words}


def test_unchanged_words_keep_their_marks_where_they_were_on_the_page(page):
    before = marked(page)
    correct(page, "Die alte Linde am Luisenplatz wird nicht gefällt.")
    page.refresh_from_db()
    assert marked(page) == before
    assert page.text_source == Page.TextSource.TYPED


def test_a_changed_word_loses_its_mark_and_the_others_keep_theirs(page):
    before = marked(page)
    correct(page, "Die Linde am Lessingplatz wird gefällt.")
    page.refresh_from_db()
    assert "Lessingplatz" not in marked(page)
    assert marked(page) == {word: place for word, place in before.items() if word != "Luisenplatz"}


def test_both_boxes_of_a_hyphenated_word_move_with_it(page):
    start = page.text.index("Luisenplatz")
    page.words = [[start, 11, 900, 500, 80, 20], [start, 11, 100, 530, 50, 20]]
    page.save()
    page = correct(page, "Hier: " + page.text)
    assert [box[0] for box in page.words] == [start + 6, start + 6]


def test_line_ends_of_the_browser_are_no_change(page):
    page.text = "Erste Zeile\nzweite Zeile"
    page.words = boxes_of(page.text)
    page.save()
    corrected = correct(page, "Erste Zeile\r\nzweite Zeile\r\n")
    assert (corrected.text, corrected.text_source, len(corrected.words)) == (page.text, Page.TextSource.PDF, 4)


def test_empty_pages_come_first_then_the_most_doubtful_ones(db):
    issue = make_issue(texts=[])
    for number, (text, confidence) in enumerate(
        [("klar", None), ("unsicher", 70.0), ("", None), ("sicher", 95.0), ("sehr unsicher", 40.0)], 1
    ):
        make_page(issue, number, text, confidence=confidence)
    make_page(issue, 6, "", state=Page.State.FAILED)
    make_page(issue, 7, "", hidden_at=clock.now())
    assert [page.number for page in to_check()] == [3, 5, 2]


def test_a_page_that_staff_have_saved_needs_no_check_even_without_text(db):
    issue = make_issue(texts=[])
    photo, doubtful = make_page(issue, 1, ""), make_page(issue, 2, "Gut gelesen", confidence=60.0)
    correct(photo, " \r\n")
    assert correct(doubtful, "Gut gelesen").text_source == Page.TextSource.PDF
    assert list(to_check()) == []


@pytest.fixture
def redacted(page):
    """Return a page on which a name is hidden."""
    page.text = "Anna Müller pflanzt die Linde."
    page.words = boxes_of(page.text)
    page.save()
    hide([Hiding("name", "asked", "Anna Müller")])
    page.refresh_from_db()
    assert page.text == "[…] pflanzt die Linde."
    return page


def test_a_correction_next_to_a_hidden_name_keeps_it_hidden(redacted):
    areas = process_request(redacted.issue)["pages"][1]["areas"]
    correct(redacted, "[…] pflanzt die alte Linde.")
    redacted.refresh_from_db()
    assert list(marked(redacted)) == ["pflanzt", "die", "Linde."]
    assert process_request(redacted.issue)["pages"][1]["areas"] == areas != ()


def test_a_hidden_name_that_is_typed_again_is_not_stored_and_has_a_place_or_blackens_the_page(redacted):
    key = redacted.image_key
    correct(redacted, "Anna Müller pflanzt die alte Linde.")
    redacted.refresh_from_db()
    assert redacted.text == "[…] pflanzt die alte Linde."
    assert redacted.image_key != key
    order = process_request(redacted.issue)["pages"][1]
    assert order["areas"] or order["has_no_box"]
    assert "Anna" not in str(redacted.history.values_list("text", flat=True))


def test_showing_a_name_again_keeps_a_correction(redacted):
    correct(redacted, "[…] pflanzt die alte Linde.")
    unhide(HiddenTerm.objects.get())
    redacted.refresh_from_db()
    assert redacted.text == "[…] pflanzt die alte Linde.", "what stood there is not what was corrected"
    correct(redacted, "Anna Müller pflanzt die alte Linde.")
    redacted.refresh_from_db()
    assert redacted.text == "Anna Müller pflanzt die alte Linde."
