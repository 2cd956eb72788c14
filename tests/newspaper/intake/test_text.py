"""The text of a page: divided words, ligatures, umlauts drawn in two parts, paragraphs."""

import pytest
import typst

from newspaper.intake.process.hyphens import separator_between

pytestmark = pytest.mark.real_time
HEAD = '#set page(width: 110mm, height: 200mm, margin: 8mm)\n#set text(lang: "de", size: 10pt)\n'


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Bürger", "zentrum", "Bürgerzentrum"),
        ("CDU", "Fraktion", "CDU-Fraktion"),
        ("CDU", "nahe", "CDU-nahe"),
        ("Haupt", "und", "Haupt- und"),
        ("Ein", "oder", "Ein- oder"),
        ("Haupt", "und/oder", "Haupt- und/oder"),
        ("Rund", "umblick", "Rundumblick"),
        ("Kaßberg", "Altendorf", "Kaßberg-Altendorf"),
        ("20", "jährige", "20-jährige"),
        ("2019", "2020", "2019-2020"),
        ("Karl-Marx", "Straße", "Karl-Marx-Straße"),
        ("BÜRGER", "ZENTRUM", "BÜRGERZENTRUM"),
        ("CDU", "FDP", "CDU-FDP"),
        ("S", "förmig", "S-förmig"),
        ("„Nachbar", "schaft“,", "„Nachbarschaft“,"),
    ],
)
def test_a_divided_word_becomes_what_it_was(first, second, whole):
    assert first + separator_between(first, second) + second == whole


@pytest.fixture
def text_of(open_document):
    """Return a function that typesets a page and returns its text."""

    def read(source):
        return open_document(typst.compile((HEAD + source).encode())).text(1).text

    return read


def test_a_page_is_read_as_it_is_meant(text_of):
    source = (
        "Die Haupt-#linebreak()und Nebenstraßen, die CDU-#linebreak()Fraktion, das Nach-#linebreak()bar-#linebreak()"
        "schaftsfest finden offene Auflagen. Der erste Absatz.\n\nDer zweite Absatz: œuvre, große Äpfel, "
        "A\u0308pfel, u\u0308ber, Bu\u0308rger\u00adhaus.\n"
    )
    assert text_of(source) == (
        "Die Haupt- und Nebenstraßen, die CDU-Fraktion, das Nachbarschaftsfest finden offene Auflagen. Der erste "
        "Absatz.\n\nDer zweite Absatz: œuvre, große Äpfel, Äpfel, über, Bürgerhaus."
    )


def test_a_word_divided_over_a_column_and_a_dash_at_the_end_of_a_line_stay_what_they_are(text_of):
    source = (
        "#place(block(width: 40mm)[Eins zwei drei – \\ vier fünf sechs und dann die Garten-])\n"
        "#place(dx: 50mm, block(width: 40mm)[häuser am Rand – \\ danach kommt nichts mehr.])"
    )
    assert (
        text_of(source)
        == "Eins zwei drei – vier fünf sechs und dann die Gartenhäuser am Rand – danach kommt nichts mehr."
    )


def test_text_that_runs_up_the_margin_is_read_after_the_page(text_of):
    source = "#place(dx: 90mm, rotate(90deg, reflow: true)[Foto: Stadtarchiv])\nEin Satz auf der Seite.\n\nNoch einer."
    assert text_of(source) == "Ein Satz auf der Seite.\n\nNoch einer.\n\nFoto: Stadtarchiv"


def test_a_page_without_text_has_none(text_of):
    assert text_of("#rect(width: 50mm, height: 20mm, fill: red)") == ""


def test_inner_headings_and_the_items_of_a_list_are_paragraphs(text_of):
    source = (
        "Der erste Absatz endet hier, bald.\\ *Zwei Wörter*\\ Nach der Überschrift geht es weiter.\\ "
        "#set list(marker: [•], spacing: 0.65em)\n- *Geld:* eine lange Zeile, die nicht ganz in die Breite der Spalte "
        "passt und darum weitergeht\n- Recht\n#v(0.65em, weak: true)\nDanach."
    )
    assert text_of(source).split("\n\n") == [
        "Der erste Absatz endet hier, bald.",
        "Zwei Wörter",
        "Nach der Überschrift geht es weiter.",
        "• Geld: eine lange Zeile, die nicht ganz in die Breite der Spalte passt und darum weitergeht",
        "• Recht",
        "Danach.",
    ]


def test_the_line_above_a_heading_belongs_to_it_and_not_to_the_columns_before(text_of):
    source = (
        "#grid(columns: (40mm, 1fr), text(size: 40pt)[Blatt], [Für alle im Viertel \\ kostenlos])\n#v(8mm)\n"
        "#text(size: 8pt)[TITELTHEMA]\n\n#text(size: 24pt)[Die Linde]\n\nAm Platz steht sie seit hundert Jahren."
    )
    paragraphs = text_of(source).split("\n\n")
    assert paragraphs[0] == "Blatt"
    assert paragraphs[-3:] == ["TITELTHEMA", "Die Linde", "Am Platz steht sie seit hundert Jahren."]


def test_what_is_printed_on_each_page_is_read_before_and_after_the_text_and_not_twice(text_of):
    columns = "#columns(2)[RAT UND TAT\\ Links steht ein Satz, der in der rechten Spalte weitergeht #lorem(60)]"
    head = "#place(top, dy: -5mm, text(size: 7pt)[Blatt #h(1fr) Rat und Tat])"
    foot = "#place(bottom, dy: 6mm, text(size: 7pt)[Blatt 3/2026 #h(1fr) 7])"
    paragraphs = text_of(f"{head}{foot}{columns}").split("\n\n")
    assert paragraphs[0] == "Blatt"
    assert paragraphs[-2:] == ["Blatt 3/2026", "7"]
    assert sum("rat und tat" in each.casefold() for each in paragraphs) == 1


CONTENTS = (
    ("3", "Zwanzig Jahre Bürgerzentrum: Was bleibt, was kommt und wer die Schlüssel hat"),
    ("7", "Post vom Amt"),
    ("12", "Gärten am Hang, und was dort im Winter noch alles wächst und geerntet wird"),
)


def contents(width, gutter="0.62em"):
    """Return the source of contents with their numbers in a column of this width."""
    cells = "".join(f"text(weight: 700)[{number}], [{title}]," for number, title in CONTENTS)
    return (
        f"#block(width: 62mm)[#set par(justify: false)\n#grid(columns: ({width}, 1fr), row-gutter: {gutter}, {cells})]"
    )


@pytest.mark.parametrize(
    ("width", "gutter"), [("1.4em", "0.62em"), ("1.4em", "0.8em"), ("3em", "2em"), ("5em", "0.7em")]
)
def test_each_entry_of_the_contents_is_a_paragraph_with_its_number(text_of, width, gutter):
    read = text_of(f"Ein Absatz davor. #lorem(30)\n\n{contents(width, gutter)}\n\nEin Absatz danach.").split("\n\n")
    assert read[1:] == [*(f"{number} {title}" for number, title in CONTENTS), "Ein Absatz danach."]


def test_numbered_items_hang_and_numbers_at_the_beginning_of_a_line_of_prose_do_not(text_of):
    source = (
        "#block(width: 50mm)[#set par(justify: false)\nDas Haus steht seit \\ 20 Jahren am Platz und hat \\ 15 Räume, "
        "die alle offen \\ sind.\n\n+ Melden Sie sich am Empfang an, bevor der Kurs beginnt\n+ Bringen Sie warme "
        "Kleidung mit und etwas zu trinken]"
    )
    assert text_of(source).split("\n\n") == [
        "Das Haus steht seit 20 Jahren am Platz und hat 15 Räume, die alle offen sind.",
        "1. Melden Sie sich am Empfang an, bevor der Kurs beginnt",
        "2. Bringen Sie warme Kleidung mit und etwas zu trinken",
    ]


@pytest.mark.parametrize(
    "credit",
    [
        '#align(right, text(size: 8pt, style: "italic")[Text: Redaktion])',
        "#align(right)[Redaktion und Verein]",
        "Text: Redaktion",
        "Text und Foto: Bo Listig",
    ],
)
def test_who_has_written_a_text_is_a_paragraph_of_its_own(text_of, credit):
    source = f"#set block(spacing: 0.62em)\nDer Text endet \\ hier. \n#block(width: 100%)[{credit}]"
    said = credit.rpartition("[")[2].rstrip("])") if credit.startswith("#") else credit
    assert text_of(source).split("\n\n") == ["Der Text endet hier.", said]
