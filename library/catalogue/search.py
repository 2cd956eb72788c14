"""Full-text search of the catalogue, combined with its filters."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kasch_site.common.search.queries import Result, search
from kasch_site.common.sections import SearchKind, SearchText
from library.models import Title

from .descriptions import facts, language_code_of

MAX_LETTERS = 100  # of a search, more than a long title has
KIND = "library.title"


class TitleKind(SearchKind):
    """Titles, found by title, authors, series, subjects, ISBN and description."""

    model = "library.Title"
    name = _("Bücher und andere Medien")
    follows = {"library.Subject": "subjects", "library.MediumKind": "medium", "house.Language": "languages"}

    def records(self):
        return Title.objects.select_related("medium").prefetch_related("subjects", "languages")

    def public(self):
        return Title.objects.published()

    def search_text(self, record):
        return SearchText(
            title=record.title,
            url=record.get_absolute_url(),
            subtitle=record.subtitle,
            names=tuple(record.author_names),
            series=record.series,
            volume=record.volume,
            subjects=(*(subject.name for subject in record.subjects.all()), record.medium.name),
            numbers=(record.isbn,) if record.isbn else (),
            text=record.description,
            summary=facts(record),
            language=language_code_of(record) or settings.LANGUAGE_CODE,
        )


@dataclass(frozen=True)
class TitleResults:
    """The result of a search: a page of titles, best first. With `suggestion` they match the suggestion."""

    titles: list[Title]
    has_more: bool
    total: int
    result: Result
    suggestion: str = ""


def find(typed: str, titles: QuerySet[Title], first: int, count: int, *, is_by_title: bool = False) -> TitleResults:
    """Search these titles; return `count` of them from number `first` on, by rank or by title."""
    result = search(typed, kinds=[KIND], within=titles, limit=count + 1, offset=first)
    shown = result.suggested_result or result
    if is_by_title:
        ordered = titles.filter(pk__in=shown.object_ids).for_display().in_german_order()
        records = list(ordered[first : first + count + 1])
    else:
        by_key = Title.objects.for_display().in_bulk([int(hit.object_id) for hit in shown.hits])
        records = [by_key[int(hit.object_id)] for hit in shown.hits if int(hit.object_id) in by_key]
    return TitleResults(records[:count], len(records) > count, shown.total, shown, result.suggestion)
