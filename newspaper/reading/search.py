"""The search over pages and articles, of one issue or of all."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.search import indexing
from kasch_site.common.search.models import SearchDocument
from kasch_site.common.search.queries import Result, public_documents, search
from kasch_site.common.sections import SearchKind, SearchText
from newspaper.models import Article, Issue, Page

from .texts import beginning_of

PAGE, ARTICLE = "newspaper.page", "newspaper.article"
SNIPPET_LENGTH = 220


class PageKind(SearchKind):
    """Pages, found by their text."""

    model = "newspaper.Page"
    name = gettext_lazy("Seiten der Zeitung")
    follows = {"newspaper.Issue": "issue"}

    def records(self):
        return Page.objects.select_related("issue").defer("words")

    def public(self):
        return Page.objects.published()

    def search_text(self, record):
        text = "" if record.is_hidden else record.text
        return SearchText(
            title=title_of_page(record.issue, record.number),
            url=record.get_absolute_url(),
            text=text,
            summary=beginning_of(text),
            order=_newest_first(record.issue, record.number),
        )


class ArticleKind(SearchKind):
    """Articles, found by title, author, text, subjects and places."""

    model = "newspaper.Article"
    name = gettext_lazy("Artikel der Zeitung")
    follows = {
        "newspaper.Issue": "issue",
        "newspaper.Column": "column",
        "newspaper.Subject": "subjects",
        "newspaper.Place": "places",
    }

    def records(self):
        return Article.objects.for_display().prefetch_related("subjects", "places")

    def public(self):
        return Article.objects.published()

    def search_text(self, record):
        terms = [*record.subjects.all(), *record.places.all(), *filter(None, [record.column])]
        return SearchText(
            title=record.title,
            url=record.get_absolute_url(),
            names=tuple(record.author_names),
            subjects=tuple(term.name for term in terms),
            text=record.text,
            summary=record.summary or beginning_of(record.text),
            order=_newest_first(record.issue, record.page),
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A page or an article that matches, with the matching words in `<mark>`."""

    title: SafeString
    where: str
    url: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The result of a search: a page of hits, best first; with `suggestion` they are hits of the suggestion."""

    hits: list[Hit]
    total: int
    has_more: bool
    is_more_than_counted: bool = False
    suggestion: str = ""


def find(typed: str, issue: Issue | None, first: int, count: int) -> SearchResults:
    """Search in one issue or in all; return the hits from number `first` on, at most `count`, in five queries."""
    result = search(typed, documents=documents(issue), beginnings=True, limit=count + 1, offset=first)
    shown = result.suggested_result or result
    return SearchResults(
        _hits(shown.hits[:count], shown),
        shown.total,
        len(shown.hits) > count,
        shown.is_more_than_counted,
        result.suggestion,
    )


def pages_with(typed: str, issue: Issue, count: int) -> tuple[list[int], Result]:
    """Return the keys of the pages of an issue that a search finds, and its result."""
    own = documents(issue).filter(kind=PAGE)
    result = search(typed, documents=own, beginnings=True, limit=count)
    return [hit.object_id for hit in result.hits], result


def index_page(page: Page) -> None:
    """Index a page whose text was read by the worker; call it in the transaction that stores the text."""
    indexing.index(PageKind(), [page.pk])


def documents(issue: Issue | None):
    """Return the search documents of all public pages and articles, or of those of an issue."""
    found = public_documents([PAGE, ARTICLE])
    if issue is None:
        return found
    pages, articles = (model.objects.filter(issue=issue).values("pk") for model in (Page, Article))
    return found.filter(Q(kind=PAGE, object_id__in=pages) | Q(kind=ARTICLE, object_id__in=articles))


def title_of_page(issue: Issue, number: int) -> str:
    """Return "Ausgabe 4/2026, Seite 3"."""
    return _("Ausgabe %(issue)s, Seite %(number)d") % {"issue": issue.short_name, "number": number}


def _hits(hits: list[SearchDocument], result: Result) -> list[Hit]:
    pages = Page.objects.select_related("issue").defer("words").in_bulk(_keys(hits, PAGE))
    articles = Article.objects.for_display().in_bulk(_keys(hits, ARTICLE))
    makers = {PAGE: (pages, _hit_of_page), ARTICLE: (articles, _hit_of_article)}
    made = []
    for hit in hits:
        records, make = makers[hit.kind]
        if hit.object_id in records:
            made.append(make(records[hit.object_id], result))
    return made


def _keys(hits, kind):
    return [hit.object_id for hit in hits if hit.kind == kind]


def _hit_of_page(page, result):
    snippet = result.snippet(page.text, SNIPPET_LENGTH)
    return Hit(result.mark(title_of_page(page.issue, page.number)), "", page.get_absolute_url(), snippet)


def _hit_of_article(article, result):
    text = article.text or article.summary
    where = title_of_page(article.issue, article.page)
    title, snippet = result.mark(article.title), result.snippet(text, SNIPPET_LENGTH)
    return Hit(title, where, article.get_absolute_url(), snippet)


def _newest_first(issue, page):
    """Return a sort key: of equally good hits the newest issue comes first, then its first page."""
    return f"{9999 - issue.year:04} {999 - issue.number:03} {page:04}"
