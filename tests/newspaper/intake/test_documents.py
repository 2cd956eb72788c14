"""Reading of a PDF: the images of its pages, and that a page that fails is one page."""

import io

import pytest
from PIL import Image

from newspaper.intake import documents
from newspaper.intake.errors import PageFailed
from tests.support.files import hostile_pdfs
from tests.support.files.hostile_pdfs import small_pdf

pytestmark = pytest.mark.real_time


def test_pages_after_one_that_kills_the_process_are_read(open_document, monkeypatch):
    monkeypatch.setattr(documents, "PAGE_CPU_SECONDS", 1)
    document = open_document(hostile_pdfs.with_a_page_of(hostile_pdfs.forms_in_forms(30), pages=3, number=2))
    assert document.text(1).text == "Seite 1"
    with pytest.raises(PageFailed, match="Seite 2"):
        document.page(2)
    assert document.page(3).text.text == "Seite 3"


def test_the_images_of_a_page_have_the_widths_that_were_asked(open_document):
    page = open_document(small_pdf()).page(1, widths=(100, 200))
    sizes = {width: Image.open(io.BytesIO(content)).size for width, content in page.images.items()}
    assert sizes in ({100: (100, height), 200: (200, 267)} for height in (133, 134))


def test_text_is_stored_and_read_back():
    text = documents.PageText.from_lists("Ein Wort", [[0, 3, 1, 2, 3, 4], [4, 4, 5, 6, 7, 8]], "pdf")
    assert documents.PageText.from_lists(text.text, text.as_lists(), "pdf") == text
