"""The issues of the demo's paper are tagged PDFs whose pages hold all that was written for them."""

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

# Points of the footer of a page, and of the margin at the sides.
FOOT, SIDE = 47, 42


@pytest.fixture(scope="module")
def documents(typeset_issues):
    """Return pairs of an issue and its opened PDF."""
    opened = [(issue, pypdfium2.PdfDocument(pdf)) for issue, pdf in typeset_issues]
    yield opened
    for _issue, document in opened:
        document.close()


def letters(text):
    """Return only the letters and digits: lines are broken and hyphenated in the PDF."""
    return "".join(re.findall(r"[^\W_]", text))


def test_there_are_two_issues_of_eight_pages_and_four_of_four_with_a_gap(documents):
    assert [len(document) for _issue, document in documents] == [8, 4, 4, 8, 4, 4]
    numbers = [(issue.appearance.year, issue.appearance.number) for issue, _document in documents]
    assert numbers == [(2026, 6), (2026, 5), (2026, 4), (2026, 2), (2026, 1), (2025, 6)]
    assert [issue.as_scan for issue, _document in documents] == [False] * 5 + [True]
    assert sum(bool(issue.broken_page) for issue, _document in documents) == 1


def test_every_word_is_on_its_page(documents):
    for issue, document in documents:
        for number, page in enumerate(issue.pages):
            found = letters(document[number].get_textpage().get_text_range())
            for article in page.articles:
                for paragraph in [article.title, *article.text.split("\n\n")]:
                    # A paragraph can go on in the next column, which other text of the page may precede.
                    assert letters(paragraph)[:20] in found, (issue.theme, number + 1, paragraph)


def test_no_text_runs_into_the_foot_or_out_of_the_sheet(documents):
    for issue, document in documents:
        for number in range(len(document)):
            textpage = document[number].get_textpage()
            width = document[number].get_width()
            feet = 0
            for index in range(textpage.count_chars()):
                left, bottom, right, _top = textpage.get_charbox(index)
                if right == left:
                    continue
                assert left >= SIDE - 2, (issue.theme, number + 1)
                assert right <= width - SIDE + 4, (issue.theme, number + 1)
                feet += bottom < FOOT - 10
                assert bottom < FOOT - 10 or bottom > FOOT, (issue.theme, number + 1)
            assert feet > 10, "the footer itself"


def test_the_pdf_is_tagged_and_names_its_articles_in_the_bookmarks(typeset_issues, paper):
    for issue, file in typeset_issues:
        with pikepdf.open(BytesIO(file)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == "de"
            number = f"{issue.appearance.number}/{issue.appearance.year}"
            assert str(pdf.docinfo.Title) == f"{paper.head.name} {number}"
            with pdf.open_outline() as outline:
                [masthead] = outline.root
                titles = [entry.title for entry in masthead.children]
        assert titles == [article.title for page in issue.pages for article in page.articles]


def test_the_first_page_lists_the_larger_articles_with_their_pages(documents):
    for _issue, document in documents:
        assert "IndieserAusgabe" in letters(document[0].get_textpage().get_text_range())


def test_every_page_says_that_it_is_a_sample(documents, paper):
    for _issue, document in documents:
        for number in range(len(document)):
            assert paper.head.sample in document[number].get_textpage().get_text_range()
