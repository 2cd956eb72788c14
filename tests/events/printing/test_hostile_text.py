"""Any title is printed as text on the plan: complete, inside its column, and without errors."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.printing.formats import FORMATS, LIST
from events.printing.sheet import texts
from kasch_site.common import clock
from kasch_site.common.printing import compiling, glyphs, printable_text
from kasch_site.common.sections import Entry, Facts, LanguageFacet, Repetition, Status
from kasch_site.house.building import Building
from kasch_site.house.models import Funder, House
from tests.proving import examples
from tests.support.files import typeset_plan
from tests.support.files.plan_reader import letter_boxes, letters, page_texts, plan_text

MONTH = date(2026, 12, 1)
# A plan takes 0.1 s to typeset and as long to parse.
a_few = examples(20, 600)
every_format = pytest.mark.parametrize("name", FORMATS)
HOUSE = House(name="Haus", short_name="Haus", operator="Verein", street="Weg 1", postal_code="0", city="Ort", phone="1")
BUILDING = Building(house=HOUSE, hours=(), periods=(), funders=(), appearances={})
CODE = [
    '#import "@preview/x:1.0.0"',
    "#panic()",
    "$x^2$ und *fett* und _schräg_ und `Code`",
    "\\u{1F600} \\ \\n \\",
    "= Überschrift <marke> @marke",
    '"]) #sys.inputs (["',
    "// kein /* Kommentar */",
    "{{ title }} {% url %} <b>&amp;</b>",
    "---",
    "#set page(width: 1pt)",
]
SCRIPTS = [
    "Лекция о правах жильцов",
    "Ραντεβού στο σπίτι",
    "Ştiinţă şi ţărână",
    "Łódź, Đà Nẵng, Þór, İstanbul",
    "שלום לכולם",
]
HOSTILE_TEXTS = [
    "\u202etsef\u202c ist verkehrt herum",
    "\u2066\u2067\u2068gefangen",
    "\x00\x07\x1b[31m\x7f Steuerzeichen",
    "\ufffe\uffff\ufdd0\ufeff Unzeichen",
    "\U000e0041\U000e007f Marken",
    "Z\u0301\u0302\u0303\u0304\u0305" * 20,
    "\u0301 Akzent ohne Buchstaben",
    "😀👩‍👩‍👧🏳️‍🌈🇩🇪 Fest",
    "مرحبا بالجميع في البيت",
    "漢字かな交じり文",
    "สวัสดีชาวโลก",
    "ནམ་མཁའ",
    "𓀀𓁐",
    "\ue000\uf8ff\U0010ffff",
    "ab\u00ad" * 30,
    "a\u00a0" * 60,
    "",
    " \t\n ",
    "\u200b",
]
LONG = ["W" * 120, "x" * 120, "Я" * 120, "漢" * 120, "😀" * 120, "-" * 120, "." * 120, "_" * 120, "ß" * 120, "na" * 60]


def make_entry(title, day=1, **values):
    start = clock.local(datetime(2026, 12, day).date()) + timedelta(hours=9)
    values = {"key": f"t:{day}", "url": "/", "app": "t", "changed_at": start, **values}
    return Entry(title=title, starts_at=start, ends_at=start + timedelta(hours=1), **values)


def typeset_pdf(name, entries, building=BUILDING):
    return typeset_plan.typeset_plan(name, MONTH, entries, building, MONTH)


@pytest.fixture(autouse=True, scope="module")
def no_database():
    with pytest.MonkeyPatch.context() as monkeypatch:
        typeset_plan.without_notes(monkeypatch)
        yield


def everywhere(text):
    """Return an entry with the text in every text field."""
    languages = (LanguageFacet("x", text, text),)
    facts = Facts(
        is_free=False, cost=text, needs_sign_up=True, sign_up_note=text, bring_along=text, languages=languages
    )
    return [
        make_entry(text, where=text, facts=facts),
        make_entry(text, 2, where=text, status=Status.CANCELLED, reason=text),
    ]


def here_with(text):
    """Create a house and a funder with the text in every field."""
    house = House(
        name=text, short_name=text, operator=text, street=text, postal_code=text, city=text, phone=text, stop=text
    )
    return Building(house=house, hours=(), periods=(), funders=(Funder(name=text, text=text),), appearances={})


@every_format
@pytest.mark.parametrize("text", CODE)
def test_markup_in_a_title_is_printed_as_text(name, text):
    read = plan_text(typeset_pdf(name, everywhere(text)))
    assert read.count(printable_text.clean(text)) >= 3


@every_format
@pytest.mark.parametrize("text", SCRIPTS)
def test_titles_in_other_scripts_are_legible(name, text):
    read = typeset_pdf(name, [make_entry(text)])
    assert set(letters(text)) <= set(letters(plan_text(read)))
    assert glyphs.PLACEHOLDER not in plan_text(read)


@every_format
@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, *LONG], ids=ascii)
def test_no_text_breaks_the_plan_or_overflows_the_sheet(name, text):
    pdf = typeset_pdf(name, [*everywhere(text), make_entry("Das Ende", 3)], here_with(text[:40]))
    assert "Das Ende" in plan_text(pdf)
    for _page, left, bottom, right, top, width, height in letter_boxes(pdf):
        assert min(left, bottom, width - right, height - top) >= 0


def test_a_direction_mark_does_not_affect_the_following_text():
    read = plan_text(typeset_pdf("a4", [make_entry("\u202eabc"), make_entry("danach", 2)]))
    assert "abc" in read and "danach" in read
    assert "\u202e" not in read


def columns_of(pdf, page, columns, margin, gutter):
    """Return how far each letter on this page exceeds its column, in points; head and foot are left out."""
    mm = 72 / 25.4
    column = (LIST.width - 2 * margin - (columns - 1) * gutter) / columns * mm
    step, start = column + gutter * mm, margin * mm
    for number, left, bottom, right, top, _width, height in letter_boxes(pdf):
        if number == page and bottom > 40 * mm and top < height - (80 if page == 0 else 22) * mm:
            edge = start + (left - start) // step * step + column
            yield right - edge


GERMAN = ["Nachbarschafts", "hilfe", "koordinations", "treffen", "weihnachts", "feier", "vorbereitungs", "gruppen",
          "stadtteil", "bürger", "zentrums", "fest", "lese", "abend", "straßen", "bahn", "haltestellen"]  # fmt: skip
compounds = st.lists(st.sampled_from(GERMAN), min_size=2, max_size=9).map("".join)
nonsense = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüßABCDEФж0123456789-/."), min_size=15, max_size=120)


def list_of(titles):
    pdf = typeset_pdf("liste", [make_entry(title[:120], 1 + n) for n, title in enumerate(titles)])
    return columns_of(pdf, 0, LIST.columns, LIST.margin, LIST.gutter)


def week_of(titles):
    """Return the excess in the week on the back of the sheet, with a row on each weekday, Sundays included."""
    entries = [
        make_entry(title[:120], 6 + n % 7, app="events", repetition=Repetition.WEEKLY) for n, title in enumerate(titles)
    ]
    return columns_of(typeset_pdf("a4", entries), 1, 6, 13, 0)


@examples(10, 600)
@given(st.lists(compounds | nonsense, min_size=5, max_size=12), st.sampled_from([list_of, week_of]))
def test_no_word_overflows_its_column(titles, excess):
    assert max(excess(titles)) < 2


@pytest.mark.parametrize("excess", [list_of, week_of])
def test_the_column_check_detects_an_overflowing_word(monkeypatch, excess):
    for module, name in ((printable_text, "fitted"), (texts, "fitted"), (texts, "narrow")):
        monkeypatch.setattr(module, name, printable_text.clean)
    assert max(excess(["x" * 120] * 7)) > 2


titles = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=120)


@a_few
@given(title=titles, name=st.sampled_from(list(FORMATS)))
def test_any_text_produces_a_plan(title, name):
    assert "Das Ende" in plan_text(typeset_pdf(name, [*everywhere(title), make_entry("Das Ende", 3)]))


@a_few
@given(
    days=st.lists(st.integers(1, 31), max_size=120).map(sorted),
    seed=st.randoms(use_true_random=False),
    name=st.sampled_from(["a4", "gross", "liste"]),
)
def test_the_plan_has_as_many_dates_as_the_month(days, seed, name):
    entries = [
        replace(
            make_entry(f"Nr{number}x {'Nachbarschaft ' * seed.randint(0, 8)}", day),
            status=seed.choice([Status.PLANNED, Status.PLANNED, Status.CANCELLED]),
        )
        for number, day in enumerate(days)
    ]
    text = letters(" ".join(page_texts(typeset_pdf(name, entries))))
    assert [text.count(f"Nr{number}x") for number in range(len(days))] == [1] * len(days)
    assert text.casefold().count("entfällt") == sum(entry.is_cancelled for entry in entries)


@pytest.mark.parametrize("name", ["a4", "gross", "liste"])
@pytest.mark.parametrize("on_one_day", [False, True])
def test_four_hundred_long_titles_are_all_printed(name, on_one_day):
    rng = random.Random(7)
    titles = [
        f"{number:03}" + "".join(rng.choice("abcdefghij klm nopq rst uvwäöüß-") for _ in range(117))
        for number in range(400)
    ]
    entries = [make_entry(title, 1 if on_one_day else 1 + n * 31 // 400) for n, title in enumerate(titles)]
    pages = page_texts(typeset_pdf(name, entries))
    text = letters("".join(pages))
    assert [title for title in titles if letters(title) not in text] == []
    assert name != "liste" or all("9:00" in page for page in pages)


def test_a_letter_without_a_glyph_is_a_box_and_an_emoji_is_omitted(monkeypatch):
    """Use only the fonts included in typst."""
    import typst

    monkeypatch.setattr(compiling, "fonts", lambda: typst.Fonts(include_system_fonts=False))
    monkeypatch.setattr(glyphs, "_has_glyph", {})
    read = plan_text(typeset_pdf("liste", [make_entry("Fest ⛺😀 漢 für Лев")]))
    assert "Fest □ für Лев" in read


@pytest.mark.parametrize("length", [15, 30, 60, 61, 120])
def test_a_long_word_without_syllables_may_be_broken(length):
    broken = printable_text.fitted("x" * length)
    assert broken.replace(printable_text.ZERO_WIDTH_SPACE, "") == "x" * length
    assert max(len(piece) for piece in broken.split(printable_text.ZERO_WIDTH_SPACE)) <= 8


def test_a_german_compound_is_hyphenated_at_its_syllables():
    token = "Nachbarschaftshilfekoordinationstreffen"
    assert printable_text.fitted(f"Das {token}!") == f"Das {token}!"


@given(titles)
def test_breaking_words_loses_no_letter(title):
    assert letters(printable_text.fitted(title)) == letters(printable_text.clean(title))
    assert "\n" not in printable_text.fitted(title)
