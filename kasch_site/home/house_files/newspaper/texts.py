"""The texts of a paper as its files write them: what its issues share, and the articles of an issue, page by page."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from ..reading.records import Record

STYLES = ("plain", "tinted", "framed", "dark")
AUTHOR = "Redaktion"
_COLUMNS = (2, 3, 4)
_SMALL, _POINT, _SUBHEADING = "(", "- ", "# "


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG, and what it shows."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Article:
    """An article with its place on the page. `parts` are its paragraphs, subheadings, lists and notes."""

    title: str
    column: str = ""
    lead: str = ""
    author: str = AUTHOR
    parts: tuple[dict, ...] = ()
    width: int = 1
    look: str = STYLES[0]
    title_size: int = 0
    drawing: Drawing | None = None
    picture_height: int = 40
    caption: str = ""
    subjects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    lists_contents: bool = False

    @property
    def is_signed(self) -> bool:
        """Return whether it has an author: without one it is a box beside the articles."""
        return bool(self.author)

    @property
    def text(self) -> str:
        """Return lead and body as paragraphs with blank lines between them."""
        return "\n\n".join(filter(None, [self.lead, self.body]))

    @property
    def body(self) -> str:
        """Return the text below the lead."""
        paragraphs = []
        for part in self.parts:
            if part["kind"] == "list":
                paragraphs += ["".join(point) for point in part["items"]]
            else:
                paragraphs.append(part["text"])
        return "\n\n".join(paragraphs)


@dataclass(frozen=True)
class PageTexts:
    """A page: the number of its columns, what is above them, and its articles."""

    columns: int
    running: str
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class SharedParts:
    """Shared parts of the issues of a paper: the names of the columns, the drawings and articles by their names."""

    columns: dict[str, str]
    drawings: dict[str, Drawing]
    articles: dict[str, Article] = field(default_factory=dict)


def read_shared_parts(file: Record, pictures: Path) -> SharedParts:
    """Read the columns, the drawings of the folder `pictures`, and the shared articles."""
    columns = {row.text("name"): row.text("slug") for row in file.records("column")}
    drawings = {}
    for row in file.records("picture"):
        path = row.file_in("file", pictures)
        drawings[path.stem] = Drawing(path.read_text(encoding="utf-8"), row.text("alt"))
    shared_parts = SharedParts(columns, drawings)
    shared_parts.articles.update({row.text("name"): _article(row, shared_parts) for row in file.records("shared")})
    return shared_parts


def read_pages(file: Record, shared_parts: SharedParts) -> tuple[PageTexts, ...]:
    """Read the pages of an issue."""
    return tuple(_page(row, shared_parts) for row in file.records("page"))


def _page(row, shared_parts):
    columns, running = row.number("columns"), row.text("running")
    if columns not in _COLUMNS:
        raise row.error("columns", f"a page has 2, 3 or 4 columns; it is {columns}.")
    articles = tuple(_article(article_row, shared_parts) for article_row in row.records("article"))
    if any(article.width > columns for article in articles):
        raise row.error("columns", f"an article is wider than {columns} columns. Make it narrower.")
    return PageTexts(columns, running, articles)


def _article(row, shared_parts):
    shared = row.one("use", shared_parts.articles, None)
    if shared is not None:
        width, look = row.number("width", shared.width, minimum=1), row.choice("look", STYLES, shared.look)
        return replace(shared, width=width, look=look)
    return Article(
        title=row.text("title"),
        column=row.choice("column", shared_parts.columns, ""),
        lead=row.text("lead", ""),
        author=row.text("author", AUTHOR),
        parts=tuple(_parts(row.text("text", ""))),
        width=row.number("width", 1, minimum=1),
        look=row.choice("look", STYLES, STYLES[0]),
        title_size=row.number("title_size", 0),
        drawing=row.one("picture", {f"{name}.svg": drawing for name, drawing in shared_parts.drawings.items()}, None),
        picture_height=row.number("picture_height", Article.picture_height),
        caption=row.text("caption", ""),
        subjects=tuple(row.texts("subjects", [])),
        places=tuple(row.texts("places", [])),
        lists_contents=row.flag("contents", False),
    )


def _parts(text):
    """Yield the parts of a text: blank lines are between them, and points that follow each other are one list."""
    points = []
    for paragraph in text.strip().split("\n\n"):
        lines = paragraph.strip().split("\n")
        if lines[0].startswith(_POINT):
            points += [_point(line.removeprefix(_POINT)) for line in lines]
            continue
        if points:
            yield {"kind": "list", "items": points}
            points = []
        if lines != [""]:
            yield _part(" ".join(lines))
    if points:
        yield {"kind": "list", "items": points}


def _part(text):
    if text.startswith(_SUBHEADING):
        return {"kind": "subheading", "text": text.removeprefix(_SUBHEADING)}
    if text.startswith(_SMALL):
        return {"kind": "small", "text": text.strip("() ")}
    return {"kind": "paragraph", "text": text}


def _point(line):
    """Return the bold words of a point up to its colon, and the others."""
    bold, colon, rest = line.partition(":")
    return [f"{bold}:", rest] if colon else ["", line]
