"""The index: subjects, streets and places, each with the number of its articles."""

from dataclasses import dataclass

from django.db.models import Count

from kasch_site.common.text.german_order import sort_key
from newspaper.models import Article


@dataclass(frozen=True, slots=True)
class Letter:
    """The entries that begin with a letter."""

    letter: str
    terms: tuple


def letters(model) -> list[Letter]:
    """Return the terms of a vocabulary that have articles, with `article_count`, grouped by first letter."""
    published = Article.objects.published().order_by().values("pk")
    counted = model.objects.filter(articles__in=published).annotate(article_count=Count("articles", distinct=True))
    by_letter: dict[str, list] = {}
    for term in sorted(counted, key=lambda term: sort_key(term.name)):
        by_letter.setdefault(_first_letter(term.name), []).append(term)
    return [Letter(letter, tuple(terms)) for letter, terms in by_letter.items()]


def _first_letter(name):
    first = sort_key(name)[:1].upper()
    return first if first.isalpha() else "0–9"
