"""Labels and cards: every code is read from paper at 203 dpi, whatever the title is, on every sheet."""

import pypdfium2
import pytest
import zxingcpp

from kasch_site.common import clock
from kasch_site.house.building import building
from library.circulation import numbering
from library.models import NumberKind
from library.models.numbers import number_of
from library.printing.labels import Label, blank, labels_pdf, of_cards, of_copies
from library.printing.sheets import PAGE_HEIGHT, PAGE_WIDTH, SHEETS

DPI = 203
TITLES = [
    "Krabat",
    "Die unglaubliche Geschichte von der Nachbarschaftshilfekoordinationsstelle und ihren vielen Freunden im Haus",
    "الأمير الصغير",
    "Маленький принц – книга для дітей",
    "Hoàng tử bé",
    "𓀀𓂀 \U0010ffff 漢字 😀",
    '#set page(width: 1mm) "\\',
    "",
]


def pages_of(pdf):
    """Return the pages as grey images, as a printer with 203 dpi prints them."""
    return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def read(pdf):
    """Return the text and the place (in millimetres) of each code on each page."""
    labels = []
    for page in pages_of(pdf):
        codes = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.Code128)
        millimetre = DPI / 25.4
        labels.append([(code.text, _middle(code.position, millimetre)) for code in codes])
    return labels


def _middle(position, millimetre):
    corners = [position.top_left, position.top_right, position.bottom_left, position.bottom_right]
    return (
        sum(corner.x for corner in corners) / 4 / millimetre,
        sum(corner.y for corner in corners) / 4 / millimetre,
    )


def numbers(count, kind=NumberKind.COPY, first=1430):
    return [number_of(kind, first + ahead) for ahead in range(count)]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_code_is_read_and_is_on_its_label(house, sheet):
    labels = [
        Label(number, TITLES[place % len(TITLES)], "Regal Roman K")
        for place, number in enumerate(numbers(sheet.places))
    ]
    (codes,) = read(labels_pdf(labels, sheet, 1, building(), clock.today()))
    assert sorted(text for text, _where in codes) == [label.number for label in labels]
    for text, (x, y) in codes:
        place = [label.number for label in labels].index(text)
        left, top = sheet.corner(place)
        assert left < x < left + sheet.width
        assert top < y < top + sheet.height


def test_labels_begin_at_the_first_free_place_and_go_on_to_the_next_sheet(house):
    sheet = SHEETS["zweckform-3474"]
    first, second = read(labels_pdf(blank(numbers(5)), sheet, 23, building(), clock.today()))
    assert [text for text, _where in first] == numbers(2)
    assert [text for text, _where in second] == numbers(3, first=1432)
    (_text, (x, y)), *_others = first
    assert (x // 70, y // 37) == (1, 7)


@pytest.mark.parametrize("start", [0, 25, -1])
def test_a_place_that_the_sheet_does_not_have_is_refused(house, start):
    with pytest.raises(ValueError, match="place"):
        labels_pdf(blank(numbers(1)), SHEETS["zweckform-3474"], start, building(), clock.today())


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_labels_of_a_sheet_are_on_the_paper(sheet):
    right, bottom = sheet.corner(sheet.places - 1)
    assert right + sheet.width <= PAGE_WIDTH + 0.01
    assert bottom + sheet.height <= PAGE_HEIGHT + 0.01


def test_the_largest_and_smallest_numbers_fit(house):
    labels = numbers(1, first=1) + numbers(1, first=999_999) + numbers(1, NumberKind.CARD, 999_999)
    (codes,) = read(labels_pdf(blank(labels), SHEETS["zweckform-5052"], 1, building(), clock.today()))
    assert [text for text, _where in codes] == labels


def test_a_label_names_title_and_place_and_a_card_its_reader(house, make_copy, make_title, make_patron):
    copy = make_copy(make_title("Momo"), shelf="Kinder E")
    card = make_patron("Frau Beispiel").cards.get()
    ahead = numbering.blank_cards(1)
    pdf = labels_pdf(of_copies([copy]) + of_cards([card, *ahead]), SHEETS["herma-4360"], 1, building(), clock.today())
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    for words in ("Momo", "Regal Kinder E", "Frau Beispiel", "Leseausweis", copy.number, card.number, ahead[0].number):
        assert words in text
