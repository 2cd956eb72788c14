"""Pages of a newspaper as the tests typeset them, with the words in the order in which people read them."""

import io
import random
from dataclasses import dataclass, field

import pikepdf
import typst

_FIRST = (
    *("Bürger", "Nachbarschafts", "Kleingarten", "Sommer", "Stadtteil", "Straßen", "Öffnungs", "Spielplatz", "Schul"),
    *("Bibliotheks", "Gründungs", "Markt", "Verkehrs", "Garten", "Kinder", "Senioren", "Kirchen", "Auflagen", "Grafik"),
    *("Fahrrad", "Wasser", "Laternen", "Winter", "Ämter", "Übungs"),
)
_SECOND = (
    *(
        "versammlung",
        "zentrum",
        "fest",
        "entwicklung",
        "beruhigung",
        "zeiten",
        "lesung",
        "verein",
        "treffen",
        "findung",
    ),
    *("pflege", "wirtschaft", "führung", "geschichte", "ausstellung", "häuser", "pläne", "schifffahrt", "straße"),
    *("übung", "werkstatt", "abend", "zeitung", "aufgabe", "höfe"),
)


@dataclass
class Article:
    """Words that are read one after the other, and how typst sets them."""

    words: list[str]
    divided: list[tuple[str, str]] = field(default_factory=list)

    def source(self) -> str:
        """Return the text for typst, in paragraphs of thirty words."""
        pieces = [self._piece(word) for word in self.words]
        paragraphs = [" ".join(pieces[start : start + 30]) for start in range(0, len(pieces), 30)]
        return "\n\n".join(paragraphs)

    def _piece(self, word):
        for first, second in self.divided:
            if word == first.rstrip("-") + second:
                return f"{first.rstrip('-')}-#linebreak(){second}"
        return word


class Words:
    """Words that occur once on a page, so that their order can be checked."""

    def __init__(self, seed: int):
        """Mix the words by this seed."""
        self._random = random.Random(seed)
        self._pairs = [(first, second) for first in _FIRST for second in _SECOND]
        self._random.shuffle(self._pairs)

    def article(self, count: int, divided: int = 0) -> Article:
        """Return so many words, some of them divided at the end of a line."""
        pairs = [self._pairs.pop() for _word in range(count)]
        places = self._random.sample(range(count), divided)
        return Article([first + second for first, second in pairs], [pairs[place] for place in places])

    def shuffled(self, items: list) -> list:
        """Return the items in another order."""
        return self._random.sample(items, len(items))


@dataclass
class Page:
    """A typeset page: its source, what it says in order, and which of its words are divided."""

    kind: str
    source: str
    articles: list[Article]

    @property
    def words(self) -> list[str]:
        """Return all words in the order in which they are read."""
        return [word for article in self.articles for word in article.words]

    @property
    def divided(self) -> list[str]:
        """Return the words that are divided on purpose."""
        return [first + second for article in self.articles for first, second in article.divided]


def columns(seed: int, count: int, words: int, size: float = 9.5) -> Page:
    """Return a page in columns under a heading across all of them."""
    mix = Words(seed)
    heading, text = mix.article(3), mix.article(words, divided=6)
    source = f"{_heading(heading)}{_columns(text, count)}"
    return Page(f"{count} columns", f"#set text(size: {size}pt)\n{source}", [heading, text])


def stacked(seed: int) -> Page:
    """Return two articles below each other, in two and in three columns, each with its heading."""
    mix = Words(seed)
    articles = [mix.article(2), mix.article(90, 3), mix.article(3), mix.article(100, 3)]
    first, second, third, fourth = articles
    source = f"{_heading(first)}{_columns(second, 2)}\n#v(8mm)\n{_heading(third)}{_columns(fourth, 3)}"
    return Page("two articles", source, articles)


def box_at_an_end(seed: int, at: str) -> Page:
    """Return three columns with a framed box across all of them, above or below."""
    mix = Words(seed)
    box, text = mix.article(40, 2), mix.article(150, 4)
    framed = f"#rect(width: 100%, inset: 4mm, fill: luma(230))[{_columns(box, 2)}]\n"
    parts = [(box, framed), (text, _columns(text, 3))]
    if at == "below":
        parts.reverse()
    return Page(f"box {at}", "\n#v(6mm)\n".join(part for _article, part in parts), [each for each, _part in parts])


def box_in_the_middle(seed: int, frame: str) -> Page:
    """Return a text in three columns that flows around a box across the first two of them."""
    mix = Words(seed)
    heading, box = mix.article(2), mix.article(36, 2)
    places = [(0, 30, 60), (0, 160, 60), (62, 30, 60), (62, 160, 60), (124, 30, 60)]
    texts = [mix.article(24 if number < 4 else 60, 1) for number in range(5)]
    frames = [_frame(article, *place) for article, place in zip(texts, places, strict=True)]
    frames.append(f"#place(dx: 0mm, dy: 108mm, rect(width: 122mm, inset: 3mm, {frame})[{_columns(box, 2)}])\n")
    source = f"{_heading(heading)}{''.join(frames)}"
    return Page("box in the middle", source, [heading, *texts, box])


def frames_in_any_order(seed: int) -> Page:
    """Return articles in frames that the PDF draws in any order: a lead story in two columns, short news below."""
    mix = Words(seed)
    heading, lead = mix.article(3), [mix.article(45, 2), mix.article(45, 2)]
    news = [[mix.article(2), mix.article(30, 1)] for _column in range(3)]
    frames = [_frame(lead[0], 0, 20, 88), _frame(lead[1], 92, 20, 88)]
    frames += [_news(*entry, 62 * number, 130) for number, entry in enumerate(news)]
    title = f"#place(dx: 0mm, dy: 0mm, text(size: 22pt)[{heading.source()}])\n"
    source = "".join(mix.shuffled([title, *frames]))
    return Page("frames in any order", source, [heading, *lead, *(article for pair in news for article in pair)])


def pages(kinds: int = 40) -> list[Page]:
    """Return so many pages of all kinds."""
    makers = [
        lambda seed: columns(seed, 2, 170),
        lambda seed: columns(seed, 3, 170),
        lambda seed: columns(seed, 4, 150, size=8.5),
        stacked,
        lambda seed: box_at_an_end(seed, "above"),
        lambda seed: box_at_an_end(seed, "below"),
        lambda seed: box_in_the_middle(seed, "fill: luma(235)"),
        lambda seed: box_in_the_middle(seed, "stroke: 0.5pt"),
        frames_in_any_order,
        lambda seed: columns(seed, 4, 120, size=10),
    ]
    return [makers[number % len(makers)](number) for number in range(kinds)]


def compiled(typeset: list[Page]) -> bytes:
    """Return the pages as a PDF."""
    head = (
        '#set page("a4", margin: 12mm)\n#set text(lang: "de", size: 9.5pt, hyphenate: true)\n'
        "#set par(justify: true, first-line-indent: 3mm, spacing: 0.65em)\n"
    )
    return typst.compile((head + "\n#pagebreak()\n".join(f"#[\n{page.source}\n]" for page in typeset)).encode())


def varied(content: bytes) -> bytes:
    """Return a PDF whose pages are partly as they were, drawn lying and shown upright, shown lying, or cropped."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for number, page in enumerate(pdf.pages):
            variant = VARIANTS[number // 10 % len(VARIANTS)]
            VARIATIONS[variant[number % len(variant)]](pdf, page)
        buffer = io.BytesIO()
        pdf.save(buffer)
        return buffer.getvalue()


def _turn(page, quarters):
    """Draw a page lying; its /Rotate shows it upright."""
    width, height = float(page.mediabox[2]), float(page.mediabox[3])
    matrix = {1: f"0 1 -1 0 {height} 0", 2: f"-1 0 0 -1 {width} {height}", 3: f"0 -1 1 0 0 {width}"}[quarters]
    page.contents_add(f"q {matrix} cm".encode(), prepend=True)
    page.contents_add(b"Q")
    page.mediabox = [0, 0, width, height] if quarters == 2 else [0, 0, height, width]
    page.Rotate = 90 * quarters


def _lay(_pdf, page):
    """Show a page lying: its text runs upwards."""
    page.Rotate = 270


def _crop(pdf, page):
    """Give a page a larger medium, with marks of the printer outside of the CropBox."""
    width, height = float(page.mediabox[2]), float(page.mediabox[3])
    page.mediabox, page.cropbox = [-60, -60, width + 60, height + 60], [0, 0, width, height]
    page.contents_add(b"BT /Helv 8 Tf 20 -40 Td (Druckerei) Tj ET")
    page.Resources.Font["/Helv"] = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )


VARIATIONS = {
    "plain": lambda _pdf, _page: None,
    "rotated": lambda _pdf, page: _turn(page, 1),
    "upside down": lambda _pdf, page: _turn(page, 2),
    "rotated back": lambda _pdf, page: _turn(page, 3),
    "lying": _lay,
    "cropped": _crop,
}
VARIANTS = (["plain"], ["plain"], ["rotated", "upside down", "rotated back"], ["lying", "cropped"])


def _heading(article):
    return f"#text(size: 22pt, hyphenate: false)[#par(justify: false)[{article.source()}]]\n#v(4mm)\n"


def _columns(article, count):
    """Return columns of one height, as typst balances none."""
    height = {2: 0.62, 3: 0.5, 4: 0.55}[count] * len(article.words) + 14
    return f"#block(height: {height}mm, columns({count}, gutter: 5mm)[{article.source()}])\n"


def _frame(article, left, top, width):
    return f"#place(dx: {left}mm, dy: {top}mm, block(width: {width}mm)[{article.source()}])\n"


def _news(heading, text, left, top):
    return (
        f"#place(dx: {left}mm, dy: {top}mm, block(width: 58mm)[#text(size: 13pt, hyphenate: false)["
        f"#par(justify: false, first-line-indent: 0mm)[{heading.source()}]]\n#v(1mm)\n{text.source()}])\n"
    )
