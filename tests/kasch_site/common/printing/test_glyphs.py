"""Characters without a glyph do not stop a PDF."""

from kasch_site.common.printing import glyphs


def test_printable_texts_are_found_by_bisection():
    checked = []

    def sets(text):
        checked.append(text)
        return "漢" not in text

    glyphs._has_glyph.clear()
    assert glyphs.with_printable_glyphs("ä ö ü é 漢 ☃ 漢", sets) == "ä ö ü é □ ☃ □"
    assert len(checked) < 9
    before = len(checked)
    assert glyphs.with_printable_glyphs("ä 漢", sets) == "ä □"
    assert len(checked) == before
    glyphs._has_glyph.clear()


def test_the_search_for_unprintable_characters_is_bounded():
    checked = []
    glyphs._has_glyph.clear()
    strange = "".join(chr(code) for code in range(0x4E00, 0x9000))
    assert glyphs.with_printable_glyphs(strange, lambda text: checked.append(text)) == glyphs.PLACEHOLDER * len(strange)
    assert len(checked) <= 400
    glyphs._has_glyph.clear()


def test_plain_text_keeps_the_scripts_of_all_fonts():
    assert glyphs.plain("Äpfel, Лев & Ωμέγα – „ja“ 漢 😀") == "Äpfel, Лев & Ωμέγα – „ja“ □ "
