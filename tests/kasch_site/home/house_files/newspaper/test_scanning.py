"""A scanned issue has the pages of the printed one, and no text."""

import pypdfium2

from kasch_site.home.house_files.newspaper.scanning import scanned


def test_a_scan_has_every_page_and_no_text(typeset_issues):
    printed = next(pdf for issue, pdf in typeset_issues if issue.as_scan)
    before, after = pypdfium2.PdfDocument(printed), pypdfium2.PdfDocument(scanned(printed))
    assert len(after) == len(before)
    for number in range(len(after)):
        assert after[number].get_textpage().count_chars() == 0
        image = after[number].render(scale=0.2).to_pil().convert("L")
        assert image.getextrema()[0] < 100 < 200 < image.getextrema()[1]
        widths = [round(document[number].get_width()) for document in (before, after)]
        assert abs(widths[0] - widths[1]) <= 1
    before.close()
    after.close()
