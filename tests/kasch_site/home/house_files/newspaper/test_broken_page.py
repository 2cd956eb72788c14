"""A broken page is one that the intake refuses; the others are as before."""

import pypdfium2

from kasch_site.home.house_files.newspaper.broken_page import with_broken_page
from newspaper.intake.process.words import MAX_CHARACTERS


def test_one_page_has_more_text_than_is_read_and_looks_the_same(typeset_issues):
    pdf = next(pdf for issue, pdf in typeset_issues if issue.broken_page)
    document, broken = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument(with_broken_page(pdf, 3))
    counts = [broken[number].get_textpage().count_chars() for number in range(len(broken))]
    assert [count > MAX_CHARACTERS for count in counts] == [False, False, True, False]
    seen = [file[2].render(scale=0.3).to_pil().tobytes() for file in (document, broken)]
    assert seen[0] == seen[1]
    document.close()
    broken.close()
