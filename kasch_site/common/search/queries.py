"""Search: `search("kästner detektive", kinds=["library.title"])`."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from kasch_site.common.sections import SearchKind, SearchProvider, providers

from . import marking, suggestions
from .analysis.tiers import Tier
from .models import SearchDocument
from .parsing import TIERS, Query, parse

# Hits are counted up to here; a reader who gets more has to type another word.
MAX_COUNTED = 1000
# The maximum number of combinations of suggested words.
MAX_SUGGESTIONS = 4


@dataclass(frozen=True)
class Result:
    """The result of a search.

    `hits` is a page of `SearchDocument`, each with its `tier`; `documents` are all of them in the same order, for
    filters: `titles.filter(pk__in=result.object_ids)`. `total` is counted up to `MAX_COUNTED`. If nothing was found,
    and another word that is written nearly like that would find something, `suggestion` is the search with that word,
    and `suggested_result` its result.
    """

    query: Query
    documents: QuerySet
    hits: list[SearchDocument] = field(default_factory=list)
    total: int = 0
    suggestion: str = ""
    suggested_result: "Result | None" = None

    @property
    def is_more_than_counted(self) -> bool:
        """Return whether there are more hits than `total`."""
        return self.total >= MAX_COUNTED

    @property
    def object_ids(self) -> QuerySet:
        """Return the keys of all records found, as a subquery; use it with the documents of one kind only."""
        return self.documents.order_by().values("object_id")

    def mark(self, text: str, *, is_name: bool = False) -> SafeString:
        """Return a text as HTML with the words that were searched for in `<mark>`."""
        return marking.mark(text, self.query, is_name=is_name)

    def snippet(self, text: str, length: int = 160) -> SafeString:
        """Return the part of a text around the first word that was searched for, marked."""
        return marking.snippet(text, self.query, length)


def search(
    typed: str,
    *,
    kinds: Iterable[str] | None = None,
    documents: QuerySet | None = None,
    within: QuerySet | None = None,
    beginnings: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> Result:
    """Search among the public records of these kinds ("library.title"; all kinds without it), or among `documents`.

    `within` are records, all of one kind, to which the search is limited; use it with that kind. With `beginnings`
    each typed word may be the beginning of one ("Luisenplatz" finds "Luisenplatzfest"); such hits come last. The number
    of queries does not depend on how much there is. Never raises an error because of what was typed.
    """
    documents = public_documents(kinds) if documents is None else documents
    if within is not None:
        documents = documents.filter(Exists(within.order_by().filter(pk=OuterRef("object_id"))))
    result = _search(typed, documents, limit, offset, beginnings)
    return result if result.total or not result.query.terms else _with_suggestion(typed, result, documents, limit)


def public_documents(kinds: Iterable[str] | None = None) -> QuerySet:
    """Return the documents of records that residents may find at this moment, of these kinds or of all."""
    shown = Q(pk=None)
    for kind in search_kinds():
        if kinds is None or kind_key(kind) in kinds:
            public = kind.public().order_by().filter(pk=OuterRef("object_id"))
            shown |= Q(Exists(public), kind=kind_key(kind))
    return SearchDocument.objects.filter(shown)


def search_kinds() -> list[SearchKind]:
    """Return the kinds of all sections, in reading order."""
    return [kind for provider in providers(SearchProvider) for kind in provider.search_kinds]


def kind_key(kind: SearchKind) -> str:
    """Return the name of a kind in the index: "pages.page"."""
    return kind.model.lower()


def _search(typed, documents, limit, offset, beginnings=False):
    query = parse(typed)
    if not query.terms:
        return Result(query, documents.none())
    tiers = [(tier, query.expression(tier)) for tier in TIERS]
    tiers += [(Tier.BEGINNING, query.with_beginnings())] if beginnings else []
    result = _page(query, documents, tiers, limit, offset)
    beginning = None if result.total else query.with_beginning()
    return result if beginning is None else _page(query, documents, [(Tier.BEGINNING, beginning)], limit, offset)


def _page(query, documents, tiers, limit, offset):
    """Return a page of the documents that match the last of the tiers; count them only if there are more pages."""
    found = documents.matching(tiers[-1][1])
    ordered = found.by_tier(tiers, query.title_key)
    hits = list(ordered[offset : offset + limit])
    is_last = len(hits) < limit and (hits or not offset)
    total = offset + len(hits) if is_last else found.order_by()[:MAX_COUNTED].count()
    return Result(query, ordered, hits, total)


def _with_suggestion(typed, result, documents, limit):
    """Return the result with a suggestion, if there is one that finds something."""
    for suggestion in _suggestions(result.query, documents):
        suggested = _search(suggestion, documents, limit, 0)
        if suggested.total:
            return Result(result.query, result.documents, suggestion=suggestion, suggested_result=suggested)
    return result


def _suggestions(query, documents):
    """Yield the search with one or more of its words replaced: those that no document has."""
    choices = []
    for term in query.terms:
        is_found = documents.matching(Query((term,)).expression(Tier.TEXT)).exists()
        choices.append([term.text] if is_found else suggestions.candidates(term.text))
    if not all(choices):
        return
    for number in range(MAX_SUGGESTIONS):
        chosen = [words[min(number, len(words) - 1)] for words in choices]
        if chosen != [term.text for term in query.terms]:
            yield " ".join(chosen)
