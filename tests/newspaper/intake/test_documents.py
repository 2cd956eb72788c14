"""Sanitising and reading of a PDF: what is taken out, what is refused, and that a page that fails is one page."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from newspaper.intake import documents
from newspaper.intake.errors import FileRefused, PageFailed
from newspaper.intake.process import forbidden
from tests.support.newspaper import hostile
from tests.support.newspaper.hostile import saved, small_pdf

pytestmark = pytest.mark.real_time


def test_an_issue_is_sanitised_with_its_facts(sanitise):
    facts, content = sanitise(small_pdf(pages=3))
    assert facts.page_count == 3
    assert facts.sizes[0] == pytest.approx((300, 400))
    assert facts.removed == ()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 3


def test_an_open_action_that_only_goes_to_a_page_stays(sanitise):
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))
        content = saved(pdf)
    facts, sanitised = sanitise(content)
    assert facts.removed == ()
    with pikepdf.open(io.BytesIO(sanitised)) as pdf:
        assert Name.GoTo == pdf.Root.OpenAction.S


def test_links_to_the_web_stay_and_others_go(sanitise):
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        for address in ("https://example.org/", "mailto:post@example.org", "file:///etc/passwd", "javascript:alert(1)"):
            hostile.annotate(pdf, Dictionary(S=Name.URI, URI=pikepdf.String(address)))
        content = saved(pdf)
    _facts, sanitised = sanitise(content)
    assert b"example.org" in hostile.readable(sanitised)
    assert b"passwd" not in hostile.readable(sanitised)
    assert b"alert" not in hostile.readable(sanitised)


def test_fonts_and_pictures_may_be_called_anything(sanitise):
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        fonts = pdf.pages[0].Resources.Font
        for name in ("/AA", "/JS", "/EF"):
            fonts[name] = fonts["/F1"]
        content = saved(pdf)
    assert sanitise(content)[0].removed == ()


def test_what_is_not_a_plain_pdf_is_refused_with_a_sentence_and_leaves_no_file(sanitise, tmp_path):
    for name, content, sentence in hostile.refused():
        with pytest.raises(FileRefused) as error:
            sanitise(content)
        assert sentence in str(error.value), name
        assert [path.name for path in tmp_path.iterdir()] == ["ausgabe.pdf"]


def test_pages_after_one_that_kills_the_process_are_read(reading, monkeypatch):
    monkeypatch.setattr(documents, "PAGE_CPU_SECONDS", 1)
    document = reading(hostile.with_a_page_of(hostile.forms_in_forms(30), pages=3, number=2))
    assert document.text(1).text == "Seite 1"
    with pytest.raises(PageFailed, match="Seite 2"):
        document.page(2)
    assert document.page(3).text.text == "Seite 3"


def test_the_images_of_a_page_have_the_widths_that_were_asked(reading):
    page = reading(small_pdf()).page(1, widths=(100, 200))
    sizes = {width: Image.open(io.BytesIO(content)).size for width, content in page.images.items()}
    assert sizes in ({100: (100, height), 200: (200, 267)} for height in (133, 134))


def test_what_is_forbidden_is_found_wherever_it_hangs():
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        assert forbidden.found(pdf) == set()
        pdf.Root.Deep = Array([Dictionary(Deeper=Dictionary(S=Name.Launch, F=pikepdf.String("calc.exe")))])
        assert forbidden.found(pdf) == {"Launch"}
        assert forbidden.remove(pdf) == {"Launch"}
        assert forbidden.found(pdf) == set()


def test_text_is_stored_and_read_back():
    text = documents.PageText.from_lists("Ein Wort", [[0, 3, 1, 2, 3, 4], [4, 4, 5, 6, 7, 8]], "pdf")
    assert documents.PageText.from_lists(text.text, text.as_lists(), "pdf") == text
