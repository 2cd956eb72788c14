"""What becomes of a PDF in which something is hidden: black places, no leftovers, and the other words still there."""

import io
import json

import pikepdf
import pypdfium2
import pytest
import typst
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageStat

from newspaper.redaction.names import Pattern
from newspaper.redaction.process import new_pdf, pictures, printed_text, redactor
from newspaper.redaction.process.printed_text import PrintedText
from newspaper.redaction.process.redaction_request import RedactionRequest
from tests.newspaper.redaction.planted import planted

NAME = "Anna Müller"
WIDTHS = [480]
LINES = ["Heute singt Anna Müller.", "Morgen nicht."]
DARK, LIGHT = 60, 200


def request_of(count=1, **fields):
    """Return a request to hide the name everywhere in a document of so many pages."""
    asked = {str(number): {} for number in range(1, count + 1)}
    base = {
        "terms": [[NAME, False]],
        "outside_pages": [],
        "page_terms": {},
        "pages": asked,
        "title": "Ausgabe",
        "notice": "-",
    }
    return {**base, "widths": dict.fromkeys(asked, WIDTHS), **fields}


@pytest.fixture
def make(tmp_path):
    """Return a function that has the files of a PDF made; it returns facts, the images, and the new PDF."""

    def made(content, request):
        path = tmp_path / "washed.pdf"
        path.write_bytes(content)
        first, *blobs = redactor._make(str(path), request)
        facts = json.loads(first)
        pdf = blobs.pop() if facts["is_clean"] else b""
        return facts, [Image.open(io.BytesIO(blob)).convert("L") for blob in blobs], pdf

    return made


def texts_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def darkness(image, box):
    """Return the grey in the middle of a box in ten-thousandths, and the lightest one of the image."""
    x, y, width, height = box
    middle = (int((x + width / 2) * image.width / 10_000), int((y + height / 2) * image.height / 10_000))
    return image.getpixel(middle), image.getextrema()[1]


def test_the_place_of_a_name_is_black_on_the_image_and_the_rest_is_not(make):
    facts, (image,), _pdf = make(planted(NAME, LINES), request_of())
    assert (facts["is_clean"], facts["pages"]) == (True, [1])
    with pypdfium2.PdfDocument(planted(NAME, LINES)) as document:
        (box,) = {tuple(area) for area in PrintedText(document[0]).areas([Pattern("Müller", is_passage=True)])[:1]}
    dark, light = darkness(image, box)
    assert (dark < DARK, light > LIGHT) == (True, True)


def test_an_area_that_was_asked_for_is_black(make):
    box = [6000, 6000, 2000, 1000]
    _facts, (image,), _pdf = make(planted(NAME, ["Nichts."]), request_of(pages={"1": {"areas": [box]}}))
    dark, light = darkness(image, box)
    assert (dark < DARK, light > LIGHT) == (True, True)


def test_a_page_that_has_the_name_nowhere_in_particular_is_black(make):
    asked = {"1": {"has_no_box": True}}
    _facts, (image,), _pdf = make(planted(NAME, ["Ein Scan ohne den Namen."]), request_of(pages=asked))
    assert image.getextrema()[1] < DARK
    _facts, (image,), _pdf = make(planted(NAME, LINES), request_of(pages=asked))
    assert image.getextrema()[1] > LIGHT, "its own text says where"


def test_a_hidden_page_says_so(make):
    _facts, (image,), pdf = make(planted(NAME, LINES), request_of(pages={"1": {"is_hidden": True}}))
    darkest, lightest = image.getextrema()
    assert (darkest > DARK, lightest > LIGHT) == (True, True), "nothing of what was printed there"
    assert texts_of(pdf) == [""]


def test_the_place_of_a_word_is_where_it_is_printed():
    with pypdfium2.PdfDocument(planted(NAME, LINES)) as document:
        areas = PrintedText(document[0]).areas([Pattern("Heute", is_passage=True)])
    left, right = min(area[0] for area in areas), max(area[0] + area[2] for area in areas)
    top, bottom = min(area[1] for area in areas), max(area[1] + area[3] for area in areas)
    # It begins 40 points from the left, its baseline is 60 points from the top, and its letters are 12 points high.
    assert left == pytest.approx(10_000 * 40 / 420, abs=50)
    assert right == pytest.approx(10_000 * 73 / 420, abs=150)
    assert 10_000 * 46 / 595 < top < 10_000 * 52 / 595
    assert 10_000 * 60 / 595 < bottom < 10_000 * 66 / 595


def test_the_words_that_are_left_can_be_selected(make):
    layer = [["Heute", 900, 900, 1200, 200], ["(singt)", 2200, 900, 1200, 200], ["日本", 3500, 900, 900, 200]]
    _facts, _images, pdf = make(planted(NAME, LINES), request_of(pages={"1": {"layer": layer}}))
    assert texts_of(pdf)[0].split() == ["Heute", "(singt)"]


def test_a_layer_in_which_the_name_comes_together_is_left_out(make):
    layer = [["Anna", 900, 900, 1200, 200], ["Müller", 2200, 900, 1200, 200]]
    facts, _images, pdf = make(planted(NAME, LINES), request_of(pages={"1": {"layer": layer}}))
    assert facts["is_clean"]
    assert texts_of(pdf) == [""]


def test_bookmarks_and_properties_do_not_contain_terms_hidden_on_one_page(make):
    content = planted(NAME, LINES, ["Zwei."], ["Drei."], bookmark=True, properties=True, xmp=True)
    request = request_of(3, terms=[], outside_pages=[[NAME, False]], page_terms={"1": [[NAME, False]]})
    assert not new_pdf.is_clean(
        planted(NAME, ["Eins."], ["Zwei."], ["Drei."], bookmark=True), RedactionRequest(request)
    )
    facts, _images, pdf = make(content, request)
    assert facts["is_clean"]
    with pypdfium2.PdfDocument(pdf) as document:
        assert [each.get_title() for each in document.get_toc()] == ["Termine"]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/Metadata" not in opened.Root
        assert dict(opened.docinfo) == {"/Title": "Ausgabe"}


def test_a_name_in_letters_that_only_a_font_explains_is_found():
    source = '#set page(width: 100mm, height: 60mm)\n#set text(lang: "de")\nHeute singt Anna Müller.'
    content = typst.compile(source.encode())
    assert not new_pdf.is_clean(content, RedactionRequest(request_of(terms=[], page_terms={"1": [[NAME, False]]})))
    assert new_pdf.is_clean(content, RedactionRequest(request_of(terms=[["Bo Listig", False]])))


@pytest.mark.parametrize("place", ["actual_text", "properties", "xmp", "bookmark"])
def test_a_name_that_nothing_draws_is_found(place):
    content = planted(NAME, ["Eins."], ["Zwei."], ["Drei."], **{place: True})
    assert not new_pdf.is_clean(content, RedactionRequest(request_of(3)))


@pytest.mark.parametrize("drawn", [b"[(An) -20 (na M\\374) 3 (ller)] TJ", b"(An\\156a) Tj ( M\\374ller) Tj"])
def test_a_name_that_is_drawn_in_parts_and_shown_nowhere_is_found(drawn):
    with pikepdf.open(io.BytesIO(planted(NAME, ["Eins."]))) as pdf:
        form = pdf.make_stream(b"BT /F1 9 Tf " + drawn + b" ET", Type=Name.XObject, Subtype=Name.Form)
        form.stream_dict[Name.BBox] = Array([0, 0, 10, 10])
        pdf.pages[0].obj[Name.Resources][Name.XObject] = Dictionary(Old=form)
        buffer = io.BytesIO()
        pdf.save(buffer)
    assert not new_pdf.is_clean(buffer.getvalue(), RedactionRequest(request_of()))


def test_a_drawing_of_a_page_is_not_left_in_the_resources_that_it_shares_with_another(make):
    with pikepdf.open(io.BytesIO(planted(NAME, ["Eins."], ["Zwei."]))) as pdf:
        form = pdf.make_stream(f"BT /F1 9 Tf ({NAME}) Tj ET".encode("cp1252"), Type=Name.XObject, Subtype=Name.Form)
        form.stream_dict[Name.BBox] = Array([0, 0, 200, 20])
        pdf.pages[0].obj[Name.Resources][Name.XObject] = Dictionary(Old=form)
        pdf.pages[1].obj[Name.Resources] = pdf.make_indirect(pdf.pages[0].obj[Name.Resources])
        pdf.pages[0].contents_add(b"/Old Do")
        buffer = io.BytesIO()
        pdf.save(buffer)
    facts, _images, content = make(buffer.getvalue(), request_of(2, terms=[], page_terms={"1": [[NAME, False]]}))
    assert facts["pages"] == [1]
    assert new_pdf.is_clean(content, RedactionRequest(request_of(2)))


def test_a_page_in_the_new_pdf_looks_like_its_image_though_the_document_turns_and_crops_all_pages(make):
    with pikepdf.open(io.BytesIO(planted(NAME, LINES))) as pdf:
        del pdf.pages[0].obj[Name.MediaBox]
        pdf.Root.Pages.MediaBox, pdf.Root.Pages.CropBox = Array([0, 0, 420, 595]), Array([20, 300, 400, 595])
        pdf.Root.Pages.Rotate = 90
        buffer = io.BytesIO()
        pdf.save(buffer)
    _facts, (image,), content = make(buffer.getvalue(), request_of())
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        assert page.get_size() == pytest.approx((295, 380))
        shown = page.render(scale=image.width / page.get_width()).to_pil().convert("L").resize(image.size)
    difference = ImageChops.difference(shown, image)
    assert ImageStat.Stat(difference).mean[0] < 3
    assert image.getextrema()[0] < DARK


def test_a_hidden_page_has_a_sentence_in_its_place():
    with pypdfium2.PdfDocument(planted(NAME, LINES)) as document:
        image = pictures.notice(document[0], 480, "Diese Seite zeigen wir nicht.").convert("L")
    dark, light = image.getextrema()
    assert (dark < LIGHT, light > LIGHT) == (True, True)


def test_a_page_with_more_text_than_can_be_searched_is_not_called_clean(monkeypatch):
    monkeypatch.setattr(printed_text, "MAX_SIGNS", 3)
    with pytest.raises(printed_text.TooMuchText):
        new_pdf.is_clean(planted(NAME, LINES), RedactionRequest(request_of()))


def test_pages_that_nothing_is_hidden_on_stay_as_they_are(make):
    facts, images, pdf = make(planted(NAME, LINES, ["Zwei bleibt."]), request_of(2))
    assert (facts["pages"], len(images)) == ([1], 1)
    assert texts_of(pdf)[1] == "Zwei bleibt."
