"""An archive of the newspaper in large numbers, for performance tests: made of the words of the demo's articles."""

import random
import re
from collections.abc import Callable
from datetime import date

from kasch_site.common.search import indexing
from kasch_site.common.search.queries import search_kinds
from newspaper.models import Article, Column, Issue, Page, Paper, Place, Subject
from newspaper.models.pages import BOX_UNITS

ISSUES, PAGES, ARTICLES = 150, 24, 8
THEME = "Beispielbestand"
# The layout of a page: columns of lines, in letters, and the margins in ten-thousandths of the page.
_COLUMNS, _LINES, _LETTERS = 3, 62, 34
_MARGIN, _GUTTER = 700, 250
_PARAGRAPHS, _SENTENCES = (8, 12), (2, 5)
_MIN_LETTERS = 4
_SEED = 39


def exist() -> bool:
    """Return whether the large archive exists."""
    return Issue.objects.filter(theme=THEME).exists()


def write(number: int | None = None, progress: Callable[[int], None] = lambda done: None) -> None:
    """Add that many issues (`ISSUES`), without files and images, before the oldest one; `progress` receives the pages.

    The database has articles already, whose words, columns, subjects and places are used.
    """
    # Text that is added later has other words, and is reproducible too.
    seed = _SEED + Issue.objects.filter(theme=THEME).count()
    writer = _Writer(random.Random(seed))  # noqa: S311 - samples, no secrets
    keys: dict[str, list[int]] = {"newspaper.Page": [], "newspaper.Article": []}
    for issue in _issues(ISSUES if number is None else number):
        keys["newspaper.Page"] += writer.write_pages(issue)
        keys["newspaper.Article"] += writer.write_articles(issue)
        progress(len(keys["newspaper.Page"]))
    for kind in search_kinds():
        if kind.model in keys:
            indexing.index(kind, keys[kind.model])


def _issues(number):
    """Create the issues before the oldest one, in the order of their numbers downwards."""
    per_year = Paper.current().issues_per_year
    oldest = Issue.objects.oldest().first()
    place = oldest.year * per_year + oldest.number - 1
    numbers = [(position // per_year, position % per_year + 1) for position in range(place - 1, place - 1 - number, -1)]
    months = 12 // per_year
    return Issue.objects.bulk_create(
        Issue(
            number=issue_number,
            year=year,
            published_on=date(year, (issue_number - 1) * months + 1, 5),
            theme=THEME,
            status=Issue.Status.PUBLISHED,
            page_count=PAGES,
            intake=Issue.Intake.READY,
            has_text_layer=True,
        )
        for year, issue_number in numbers
    )


class _Writer:
    """Generates text from the existing sentences, with some words that are unique to a page."""

    def __init__(self, rng):
        self.rng = rng
        texts = list(Article.objects.order_by("pk").values_list("text", flat=True))
        self.sentences = sorted({found.strip() for text in texts for found in re.findall(r"[^.!?\n]+[.!?]", text)})
        words = {word for text in texts for word in re.findall(r"\b[^\W\d_]+\b", text) if word[0].isupper()}
        self.words = sorted(word for word in words if len(word) >= _MIN_LETTERS)
        self.columns, self.subjects = list(Column.objects.all()), list(Subject.objects.all())
        self.places = list(Place.objects.all())

    def write_pages(self, issue) -> list[int]:
        """Write the pages of an issue; return their keys."""
        texts = [self._text() for _number in range(PAGES)]
        pages = Page.objects.bulk_create(
            Page(
                issue=issue,
                number=number,
                text=text,
                words=boxes_of(text),
                text_source=Page.TextSource.PDF,
                state=Page.State.READY,
            )
            for number, text in enumerate(texts, 1)
        )
        return [page.pk for page in pages]

    def write_articles(self, issue) -> list[int]:
        """Write the articles of an issue; return their keys."""
        articles = Article.objects.bulk_create(
            Article(
                issue=issue,
                title=" ".join(self.rng.choices(self.words, k=3)),
                page=1 + number * PAGES // ARTICLES,
                column=self.rng.choice(self.columns) if self.columns else None,
                text=self._paragraph(),
            )
            for number in range(ARTICLES)
        )
        for relation, terms in ((Article.subjects, self.subjects), (Article.places, self.places)):
            self._name(relation, articles, terms)
        return [article.pk for article in articles]

    def _name(self, relation, articles, terms):
        if terms:
            field = f"{type(terms[0])._meta.model_name}_id"
            rows = ((article, self.rng.choice(terms)) for article in articles)
            relation.through.objects.bulk_create(
                relation.through(**{"article_id": article.pk, field: term.pk}) for article, term in rows
            )

    def _text(self):
        return "\n\n".join(self._paragraph() for _number in range(self.rng.randint(*_PARAGRAPHS)))

    def _paragraph(self):
        chosen = self.rng.choices(self.sentences, k=self.rng.randint(*_SENTENCES))
        # Words that occur on no other page, like names.
        first, second = self.rng.choices(self.words, k=2)
        return " ".join([*chosen, f"Das war {first}{second.lower()}."])


def boxes_of(text: str) -> list[list[int]]:
    """Return a box for each word, set in columns: [start, length, x, y, width, height]."""
    column_width = (BOX_UNITS - 2 * _MARGIN - (_COLUMNS - 1) * _GUTTER) // _COLUMNS
    letter, line_height = column_width // _LETTERS, (BOX_UNITS - 2 * _MARGIN) // _LINES
    boxes, line, used = [], 0, 0
    for match in re.finditer(r"\S+", text):
        length = len(match[0])
        if used and used + length > _LETTERS:
            line, used = line + 1, 0
        column, row = divmod(line, _LINES)
        x = _MARGIN + min(column, _COLUMNS - 1) * (column_width + _GUTTER) + used * letter
        boxes.append([match.start(), length, x, _MARGIN + row * line_height, length * letter, line_height * 3 // 4])
        used += length + 1
    return boxes
