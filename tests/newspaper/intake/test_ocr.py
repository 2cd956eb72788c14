"""Pages without text: tesseract reads them where it is installed."""

import io
from collections import Counter

import pypdfium2
import pytest
import typst
from PIL import Image

from newspaper.intake import ocr, ocr_layout

pytestmark = pytest.mark.real_time
TEXT = """Im Frühjahr öffnet der Garten hinter dem Haus wieder für alle, die gern säen, jäten und ernten. Über zwanzig
Nachbarinnen und Nachbarn haben sich im Winter getroffen, um die Beete neu aufzuteilen. Wer keinen Schlüssel hat,
klingelt einfach im Büro. Für Kinder gibt es ein eigenes Hochbeet, und größere Geräte stehen im Schuppen bereit.
Ärgerlich war im letzten Jahr nur die Trockenheit: Selbst die Äpfel fielen früh vom Baum.

Die Bürgerversammlung fand am Donnerstag im großen Saal statt. Herr Müller aus der Straße am Schloßteich fragte,
weshalb die Ampel an der Kreuzung so kurz grün zeigt. Die Stadt prüft nun, ob ältere Fußgänger mehr Zeit bekommen.
Außerdem wünschen sich viele Eltern einen Zebrastreifen vor der Schule. Ein Beschluss fällt frühestens im März."""


def scan(source, dpi):
    """Typeset a page and return it as a grey picture."""
    page = pypdfium2.PdfDocument(typst.compile(source.encode()))[0]
    buffer = io.BytesIO()
    page.render(scale=dpi / 72).to_pil().convert("L").save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


def test_97_per_cent_of_the_words_of_a_page_at_150_dpi_are_right(proof):
    if not ocr.is_available():
        pytest.skip(f"Without {' and '.join(ocr.PACKAGES)} NO recognition of letters was tried.")
    columns = f"#block(height: 60mm, columns(2, gutter: 6mm)[{TEXT}])"
    source = f'#set page("a4", margin: 15mm)\n#set text(lang: "de", size: 10pt)\n#set par(justify: true)\n{columns}'
    read = ocr.recognise(scan(source, 150))
    words = TEXT.split()
    wrong = Counter(words) - Counter(read.text.split())
    proof(f"recognised: {len(words) - wrong.total()} of {len(words)} words, confidence {read.confidence}")
    assert wrong.total() <= 0.03 * len(words), wrong
    assert read.source == "ocr"
    assert read.confidence > 80
    assert all(read.text[box.start : box.start + box.length].split() for box in read.words)


def test_columns_that_were_read_across_are_taken_apart():
    rows = [
        {"block_num": "1", "par_num": "1", "line_num": str(line), "text": text, "conf": "95",
         "left": str(left), "top": str(30 * line), "width": "200", "height": "20"}
        for line in range(6)
        for text, left in ((f"links{line}", 10), (f"rechts{line}", 260))
    ]  # fmt: skip
    blocks = ocr_layout.blocks_of(rows)
    assert [[line.words[0].text for line in block.lines] for block in blocks] == [
        [f"links{line}" for line in range(6)],
        [f"rechts{line}" for line in range(6)],
    ]


def test_an_empty_page_has_no_text():
    if not ocr.is_available():
        pytest.skip(f"Without {' and '.join(ocr.PACKAGES)} NO recognition of letters was tried.")
    buffer = io.BytesIO()
    Image.new("L", (600, 800), 255).save(buffer, "PNG")
    assert ocr.recognise(buffer.getvalue()).text == ""
