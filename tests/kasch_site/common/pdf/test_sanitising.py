"""Sanitising of a PDF: what is taken out, and what is refused."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kasch_site.common.pdf.errors import FileRefused
from kasch_site.common.pdf.process import forbidden
from tests.proving import amount
from tests.support.files import hostile_pdfs
from tests.support.files.hostile_pdfs import saved, small_pdf

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
            hostile_pdfs.annotate(pdf, Dictionary(S=Name.URI, URI=pikepdf.String(address)))
        content = saved(pdf)
    _facts, sanitised = sanitise(content)
    assert b"example.org" in hostile_pdfs.readable(sanitised)
    assert b"passwd" not in hostile_pdfs.readable(sanitised)
    assert b"alert" not in hostile_pdfs.readable(sanitised)


def test_fonts_and_pictures_may_be_called_anything(sanitise):
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        fonts = pdf.pages[0].Resources.Font
        for name in ("/AA", "/JS", "/EF"):
            fonts[name] = fonts["/F1"]
        content = saved(pdf)
    assert sanitise(content)[0].removed == ()


def test_what_is_not_a_plain_pdf_is_refused_with_a_sentence_and_leaves_no_file(sanitise, tmp_path):
    for name, content, sentence in hostile_pdfs.refused():
        with pytest.raises(FileRefused) as error:
            sanitise(content)
        assert sentence in str(error.value), name
        assert [path.name for path in tmp_path.iterdir()] == ["ausgabe.pdf"]


def test_what_is_forbidden_is_found_however_deep_it_is_nested():
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        assert forbidden.find(pdf) == set()
        pdf.Root.Deep = Array([Dictionary(Deeper=Dictionary(S=Name.Launch, F=pikepdf.String("calc.exe")))])
        assert forbidden.find(pdf) == {"Launch"}
        assert forbidden.remove(pdf) == {"Launch"}
        assert forbidden.find(pdf) == set()


def test_every_action_in_every_place_is_taken_out(sanitise, proof):
    count = 0
    places = list(hostile_pdfs.actions())
    for name, make in places[:: amount(10, 1)]:
        _facts, sanitised = sanitise(make())
        text = hostile_pdfs.readable(sanitised)
        for word in (b"alert", b"cmd.exe", b"a.exe", b"a.fdf", b"SubmitForm", b"JavaScript", b"RichMedia", b"GoToR"):
            assert word not in text, name
        count += 1
    proof(f"actions: {count} of {len(places)} tried, nothing left")
