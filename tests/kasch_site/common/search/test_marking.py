"""What was searched for is marked in what is shown."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.search.marking import mark, snippet
from kasch_site.common.search.parsing import parse


class Reader(HTMLParser):
    """Collects the text of HTML, and its tags."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags = "", set()
        self.feed(html)
        self.close()

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        self.tags.add((tag, *attrs))


def test_words_are_marked_however_they_are_written():
    assert mark("Das große Gartenbuch", parse("garten grosse")) == "Das <mark>große</mark> <mark>Gartenbuch</mark>"
    assert mark("Die kleine Hexe", parse("kleiner")) == "Die <mark>kleine</mark> Hexe"


def test_of_names_only_whole_words_are_marked():
    assert mark("Daniel Kehlmann", parse("mann"), is_name=True) == "Daniel Kehlmann"
    assert mark("Thomas Mann", parse("mann"), is_name=True) == "Thomas <mark>Mann</mark>"


def test_text_is_escaped():
    assert mark('<b onclick="x">Haus</b>', parse("haus b")) == (
        "&lt;<mark>b</mark> onclick=&quot;x&quot;&gt;<mark>Haus</mark>&lt;/<mark>b</mark>&gt;"
    )


@given(st.text(alphabet="<>&\"'ab ü", max_size=80), st.text(alphabet="abü<", max_size=5))
def test_marking_adds_nothing_but_marks(text, typed):
    reader = Reader(mark(text, parse(typed)))
    assert reader.text == text
    assert reader.tags <= {("mark",)}


@given(st.text(alphabet="abc äü.", max_size=400), st.text(alphabet="abc", min_size=1, max_size=3), st.integers(20, 80))
def test_a_snippet_is_made_of_whole_words(text, typed, length):
    shown = Reader(snippet(text, parse(typed), length)).text.strip("… ")
    assert len(shown) <= max(length, len(text.strip())) + 20
    assert set(shown.split()) <= set(text.split()) | {word.strip(".") for word in text.split()} | set(shown.split("."))


def test_a_snippet_begins_near_the_first_hit():
    text = "Viel steht davor, sehr viel Text. " * 20 + "Dann kommt der Regenbogenfisch und schwimmt."
    shown = snippet(text, parse("fisch"), 80)
    assert "<mark>Regenbogenfisch</mark>" in shown
    assert shown.startswith("… ")
