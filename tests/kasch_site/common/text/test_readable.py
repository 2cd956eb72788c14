"""Rich text as text that people can read, without its markup or with the markup in words."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kasch_site.common.admin.optimistic_locking.values import both_in_words, digest
from kasch_site.common.text.readable import readable, readable_pair, with_markup
from kasch_site.common.text.richtext import RichTextField, clean
from tests.proving import examples
from tests.support.processes.process_timeout import run_with_timeout

INLINE = ["strong", "em", "mark", 'a href="/a/"', 'a href="/b/"', 'span lang="en"', 'span dir="rtl"']
BLOCKS = ["p", "h2", "h3", "li", "blockquote", "ul", "ol", 'ol start="3"']
WORDS = st.sampled_from(["Tee", "Tee ", " Tee", "Tee\xa0", "Te\xade", "\u200bTee", "<br>", "um 10", "&amp;"])


def element(names, content):
    tags = st.sampled_from(names)
    return st.builds(
        lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag.split()[0]}>", tags, st.lists(content, max_size=3)
    )


TEXTS = st.lists(element(BLOCKS, st.recursive(WORDS, lambda inner: element(INLINE + BLOCKS, inner))), max_size=3)


def test_paragraphs_lists_and_links_can_be_read():
    html = "<h2>Wann</h2><p>Am <strong>Montag</strong>,<br>um 10.</p><ul><li><p>Tee</p></li><li>Kuchen</li></ul>"
    assert readable(html) == "Wann\nAm Montag,\num 10.\n• Tee\n• Kuchen"
    assert readable('<p><a href="/kontakt/">Kontakt</a></p>') == "Kontakt (/kontakt/)"


@pytest.mark.parametrize("read", [readable, with_markup])
@pytest.mark.parametrize("blanks", [" ", "\t", "\n", " \n"])
def test_a_text_of_blanks_is_read_in_linear_time(read, blanks):
    text = f"<p>Tee{blanks * 400_000}Kuchen</p>"
    assert len(run_with_timeout(60, read, text)) < len(text)


@pytest.mark.parametrize(
    ("first", "second", "texts"),
    [
        ("<p>Tee</p>", "<p><strong>Tee</strong></p>", ("[Absatz: Tee]", "[Absatz: [fett: Tee]]")),
        ("<h2>Tee</h2>", "<h3>Tee</h3>", ("[Überschrift: Tee]", "[Zwischenüberschrift: Tee]")),
        ("<p>um 10</p>", "<p>um\xa010</p>", ("[Absatz: um 10]", "[Absatz: um[festes Leerzeichen]10]")),
        (
            '<p><span lang="en">Tee</span></p>',
            "<p>Tee</p>",
            ("[Absatz: [Wörter in der Sprache en: Tee]]", "[Absatz: Tee]"),
        ),
        ("<p>Tee</p>", "<h2>Kaffee</h2>", ("Tee", "Kaffee")),
        ('<p>Tee</p><figure data-picture="7"></figure>', "<p>Tee</p>", ("Tee\n[Bild Nr. 7]", "Tee")),
    ],
)
def test_markup_is_named_where_the_words_are_the_same(first, second, texts):
    assert readable_pair(first, second) == texts


@given(TEXTS, TEXTS)
@examples(200)
def test_texts_that_count_as_different_never_look_the_same(first, second):
    field = RichTextField().formfield()
    first, second = "".join(first), "".join(second)
    assume(digest(field, first) != digest(field, second))
    mine, theirs = both_in_words(field, first, second)
    assert " ".join(mine.split()) != " ".join(theirs.split())


@given(TEXTS)
@examples(100)
def test_naming_the_markup_loses_no_word(html):
    html = clean("".join(html))
    assert readable(html).count("10") == with_markup(html).count("10")


@pytest.mark.parametrize(("first", "second"), [("<b>", "<p"), ("<", ""), ("<!--", "<!"), ("<p></b></p>", "<a>")])
def test_broken_markup_is_no_error(first, second):
    assert len(readable_pair(first, second)) == 2
