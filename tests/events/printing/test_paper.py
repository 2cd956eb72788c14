"""The plan as a tagged PDF: page sizes, font sizes, structure, drawings."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from statistics import mean

import pikepdf
import pytest
import segno
from django.utils import translation
from PIL import Image, ImageOps

from events.printing.content import print_colour
from events.printing.drawings import logo_svg, qr_svg
from events.printing.formats import FORMATS
from events.printing.lines import Lines
from kasch_site.common import clock
from kasch_site.common.printing.compiling import fonts
from kasch_site.common.sections import Entry, Facts, Status
from kasch_site.house.building import Building
from kasch_site.house.contrast import contrast
from kasch_site.house.models import Funder, House, SectionAppearance
from tests.support.files import typeset_plan
from tests.support.files.plan_reader import links, page_texts, plan_text, sheet_sizes, tags, type_sizes, words

MONTH = date(2026, 12, 1)
MADE_ON = date(2026, 11, 22)
HOUSE = House(
    name="Testhaus am Platz", short_name="Testhaus", operator="Testverein e.V.", street="Am Platz 7",
    postal_code="01234", city="Teststadt", phone="0123 456789", mobile="0170 1234567", stop="Am Platz, Linie 1",
)  # fmt: skip
FUNDERS = (Funder(name="Die Stadt", text="Gefördert aus Steuermitteln der Stadt."),)
BUILDING = Building(house=HOUSE, hours=(), periods=(), funders=FUNDERS, appearances={})
every_format = pytest.mark.parametrize("name", FORMATS)


def make_entry(title="Gymnastik", day=1, hour=9, **values):
    start = clock.local(datetime(2026, 12, day).date()) + timedelta(hours=hour)
    return Entry(
        **{"key": f"t:{day}-{hour}-{title}", "title": title, "starts_at": start, "ends_at": start + timedelta(hours=1)},
        **{"url": "/", "app": "t", "changed_at": start, **values},
    )


def ordinary(number):
    """Create that many dates of an ordinary month, in order."""
    facts = Facts(is_free=True, cost="kostenlos", needs_sign_up=False, is_step_free=True, bring_along="ein Handtuch")
    return [
        make_entry(f"Nachbarschaftstreffen {index}", 1 + index * 31 // number, 9 + index % 8, where="Saal", facts=facts)
        for index in range(number)
    ]


def typeset_pdf(name, entries, building=BUILDING):
    return typeset_plan.typeset_plan(name, MONTH, entries, building, MADE_ON)


@pytest.fixture(autouse=True)
def no_database(monkeypatch):
    typeset_plan.without_notes(monkeypatch)


SIZES = [("a4", (210, 297)), ("gross", (210, 297)), ("a3", (297, 420)), ("liste", (210, 297))]


@pytest.mark.parametrize(("name", "size"), SIZES)
def test_each_format_has_its_paper_size(name, size):
    assert set(sheet_sizes(typeset_pdf(name, ordinary(90)))) == {size}


@pytest.mark.parametrize(("name", "least"), [("a4", 9.5), ("gross", 16), ("a3", 12), ("liste", 11)])
@pytest.mark.parametrize("number", [0, 1, 30, 200])
def test_all_type_is_large_enough_for_elderly_readers(name, least, number):
    entries = [*ordinary(number)] if number else []
    if entries:
        entries[0] = replace(entries[0], status=Status.CANCELLED, reason="Krank")
    sizes = type_sizes(typeset_pdf(name, entries))
    assert sum(sizes.values()) > 5
    assert min(sizes) >= least


def test_an_almost_empty_poster_is_set_larger_than_a_full_one():
    few, many = (type_sizes(typeset_pdf("a3", ordinary(number))) for number in (4, 30))
    assert mean(few.elements()) > mean(many.elements())


@pytest.mark.parametrize("number", [0, 3, 30, 120])
def test_a_poster_is_always_one_page_and_counts_the_omitted_dates(number):
    (text,) = page_texts(typeset_pdf("a3", ordinary(number)))
    shown = len(set(re.findall(r"Nachbarschaftstreffen \d+", words(text))))
    counted = re.search(r"und (\d+) weitere: siehe Plan", words(text))
    assert shown + int(counted[1] if counted else 0) == number


@every_format
def test_the_plan_is_a_tagged_pdf_with_title_and_language(name):
    pdf = typeset_pdf(name, ordinary(5))
    with pikepdf.open(BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == "de"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert metadata["dc:title"] == "Monatsplan Dezember 2026 – Testhaus am Platz"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:creator"] == ["Testverein e.V."]


def test_the_headings_of_the_list_are_the_month_and_its_days():
    kinds = [kind for kind, _alt in tags(typeset_pdf("liste", ordinary(31)))]
    assert [kind for kind in kinds if kind.startswith("H")] == ["H1"] + ["H2"] * 31


def test_cancelled_dates_are_struck_through_and_marked_in_the_text():
    off = make_entry(status=Status.CANCELLED, reason="Krank")
    struck, kept = (pikepdf_text(typeset_pdf("liste", [entry])) for entry in (off, make_entry()))
    assert b"LineThrough" in struck
    assert b"LineThrough" not in kept


def pikepdf_text(pdf):
    """Return the objects of the PDF, uncompressed."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()


@every_format
def test_every_drawing_is_described(name):
    figures = [alt for kind, alt in tags(typeset_pdf(name, ordinary(3))) if kind == "Figure"]
    assert figures == ["QR-Code zu dieser Adresse: https://haus.example/veranstaltungen/2026/12/"]


def test_the_qr_code_contains_the_url():
    """The code drawn by typst equals the QR code of the URL."""
    import typst

    address = "https://haus.example/veranstaltungen/2026/12/"
    expected = [[bool(dot) for dot in row] for row in segno.make(address, error="m", micro=False).matrix]
    size = len(expected)
    page = (
        f"#set page(width: {size * 4}pt, height: {size * 4}pt, margin: 0pt, fill: white)\n"
        '#image(bytes(sys.inputs.qr), format: "svg", width: 100%)'
    )
    png = typst.compile(page.encode(), format="png", ppi=72, font_paths=fonts(), sys_inputs={"qr": qr_svg(address)})
    picture = Image.open(BytesIO(png)).convert("L")
    painted = [[picture.getpixel((x * 4 + 2, y * 4 + 2)) < 128 for x in range(size)] for y in range(size)]
    assert painted == expected


def test_the_qr_code_is_on_the_first_page_and_black():
    import pypdfium2

    page = pypdfium2.PdfDocument(typeset_pdf("liste", ordinary(2)))[0]
    picture = page.render(scale=2).to_pil().convert("L")
    corner = picture.crop((int(picture.width * 0.75), 0, picture.width, int(picture.height * 0.14)))
    box = ImageOps.invert(corner).point(lambda value: 255 * (value > 200)).getbbox()
    width, height = box[2] - box[0], box[3] - box[1]
    assert width == pytest.approx(27 / 25.4 * 72 * 2, abs=3)
    assert height == pytest.approx(width, abs=3)


def test_a_logo_is_shown_and_described(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Image.new("RGBA", (900, 300), (0, 0, 0, 0)).save(tmp_path / "logo.png")
    logo = type("Logo", (), {"file": type("File", (), {"name": "logo.png"}), "alt": "Wappen der Stadt"})
    funder = type("Paying", (), {"name": "Die Stadt", "text": "Gefördert.", "logo": logo})
    for name in FORMATS:
        pdf = typeset_pdf(name, ordinary(2), replace(BUILDING, funders=(funder,)))
        assert "Wappen der Stadt" in [alt for kind, alt in tags(pdf) if kind == "Figure"]
        assert "Gefördert." in plan_text(pdf)


@pytest.mark.parametrize("bytes_", [None, b"", b"GIF89a", b"<svg/>"])
def test_a_logo_whose_file_is_missing_or_damaged_is_omitted(settings, tmp_path, bytes_):
    settings.MEDIA_ROOT = tmp_path
    if bytes_ is not None:
        (tmp_path / "logo.png").write_bytes(bytes_)
    assert logo_svg("logo.png") == ""


def test_a_day_is_not_split_between_pages():
    """Every day whose dates fit on a page is on one page."""
    entries = [
        make_entry(f"Treffen {day} {hour}", day, hour) for day in range(1, 32) for hour in range(9, 9 + day % 7 + 1)
    ]
    texts = page_texts(typeset_pdf("liste", entries))
    assert len(texts) > 1
    for day in range(1, 32):
        assert sum(f"Treffen {day} " in text for text in texts) == 1, day


@pytest.mark.parametrize("number", [20, 45, 120])
def test_a_day_longer_than_a_page_continues_without_a_gap(number):
    entries = [make_entry("Auftakt", 1), *(make_entry(f"Treffen {index}!", 2) for index in range(number))]
    texts = page_texts(typeset_pdf("liste", entries))
    joined = " ".join(texts)
    assert all(f"Treffen {index}!" in joined for index in range(number))
    assert "Auftakt" in texts[0]
    assert all("9:00" in text or "10:00" in text for text in texts)


def test_the_colour_of_the_events_is_dark_enough_for_paper():
    appearance = SectionAppearance(key="events", name="Termine", colour_light="#ffee00", colour_dark="#ffee00")
    ink = print_colour(replace(BUILDING, appearances={"events": appearance}), "events")
    assert contrast(ink, "#ffffff") >= 4.5


def test_all_text_is_dark_in_greyscale():
    import pypdfium2

    appearance = SectionAppearance(key="events", name="Termine", colour_light="#ffee00", colour_dark="#ffee00")
    pdf = typeset_pdf(
        "liste", [make_entry(status=Status.CANCELLED)], replace(BUILDING, appearances={"events": appearance})
    )
    grey = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil().convert("L")
    middle = grey.crop((0, int(grey.height * 0.18), grey.width, int(grey.height * 0.3)))
    lines = [middle.crop((0, y, middle.width, y + 1)).getextrema()[0] for y in range(middle.height)]
    inked = [darkest for darkest in lines if darkest < 250]
    assert inked
    assert sum(darkest < 60 for darkest in inked) / len(inked) > 0.85


@pytest.mark.parametrize("language", ["en-gb", "ar", "uk"])
def test_a_plan_in_another_language_declares_that_language(language):
    with translation.override(language):
        pdf = typeset_pdf("a4", ordinary(3))
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.Lang == language[:2]
    assert plan_text(pdf).count("Nachbarschaftstreffen") == 3


def test_the_same_month_produces_the_same_bytes():
    assert typeset_pdf("a4", ordinary(12)) == typeset_pdf("a4", ordinary(12))


def test_both_telephones_are_on_the_plan():
    pdf = typeset_pdf("a4", [])
    assert "Telefon: 0123 456789 oder 0170 1234567" in plan_text(pdf)
    assert links(pdf) == ["https://haus.example/veranstaltungen/2026/12/"]


def test_a_note_is_printed_where_there_is_space_for_details():
    entry = make_entry(printed_note="Neu im Regal: „Krabat“")
    assert "Neu im Regal" in Lines().line(entry, entry.starts_at.date())["words"]


def test_a_cancelled_date_has_no_note():
    entry = make_entry(printed_note="Neu im Regal: „Krabat“", status=Status.CANCELLED, reason="krank")
    assert "Neu im Regal" not in Lines().line(entry, entry.starts_at.date())["words"]
