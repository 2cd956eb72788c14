"""Typesetting of an issue: its texts become a tagged PDF (PDF/UA-1) with bookmarks."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.dates import MONTHS
from django.utils.formats import date_format

from kasch_site.common.printing.compiling import compile_pdf

from .appearance import Appearance
from .texts import Article, PageTexts

TEMPLATE = Path(__file__).with_name("issue.typ").read_bytes()


@dataclass(frozen=True)
class Head:
    """The texts in the head and the footer of a paper; `accent` is its second colour."""

    name: str
    subtitle: str
    price: str
    sample: str
    author: str
    accent: str


def typeset(head: Head, appearance: Appearance, pages: tuple[PageTexts, ...]) -> bytes:
    """Return the issue as a PDF."""
    return compile_pdf(TEMPLATE, content(head, appearance, pages), appearance.day)


def content(head: Head, appearance: Appearance, pages: tuple[PageTexts, ...]) -> dict:
    """Return the words and drawings of the issue as plain data for the template."""
    number = f"{appearance.number}/{appearance.year}"
    return {
        "title": f"{head.name} {number}",
        "name": head.name,
        "subtitle": head.subtitle,
        "price": head.price,
        "sample": head.sample,
        "author": head.author,
        "accent": head.accent,
        "number": number,
        "number_words": f"Ausgabe {number} · {_months(appearance)}",
        "day": date_format(appearance.day, "j. F Y"),
        "contents": [{"page": page, "title": article.title} for page, article in listed_articles(pages)],
        "pages": [
            {
                "columns": page.columns,
                "running": page.running,
                "articles": [_article(article) for article in page.articles],
            }
            for page in pages
        ],
    }


def listed_articles(pages: tuple[PageTexts, ...]) -> list[tuple[int, Article]]:
    """Return the articles that the contents list, with the numbers of their pages: the larger ones that are signed."""
    return [
        (number, article)
        for number, page in enumerate(pages, 1)
        for article in page.articles
        if article.is_signed and article.width > 1
    ]


def _months(appearance):
    first, last = appearance.day.month, appearance.last_month.month
    return str(MONTHS[first]) if first == last else f"{MONTHS[first]}/{MONTHS[last]}"


def _article(article):
    drawing = article.drawing
    return {
        "kicker": article.column,
        "title": article.title,
        "lead": article.lead,
        "author": f"Text: {article.author}" if article.author else "",
        "parts": [{"kind": "contents"}] if article.lists_contents else list(article.parts),
        "width": article.width,
        "text_columns": 0,
        "look": article.look,
        "title_size": article.title_size,
        "picture": {"svg": drawing.svg, "alt": drawing.alt} if drawing else None,
        "picture_height": article.picture_height,
        "caption": article.caption,
    }
