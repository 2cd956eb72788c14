"""The pages of one issue: its contents, and its whole text in large print."""

from dataclasses import dataclass

from django.shortcuts import render
from django.views.decorators.http import require_safe

from kasch_site.common.admin.publishing.draft_preview import not_cacheable
from newspaper.models import Issue, Page
from newspaper.reading.images import PageImage, covers_of, thumbnail_of
from newspaper.reading.texts import paragraphs

from .common import KeptParams, paper_name, pdf_url, shown_issue


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A page in the list of pages, with its small image."""

    page: Page
    url: str
    image: PageImage | None
    is_current: bool = False


@require_safe
def issue(request, year, number):
    """Show an issue: its cover, its articles, its pages."""
    kept = KeptParams.read(request)
    shown = shown_issue(year, number, kept)
    pages = list(shown.pages.for_lists().in_order())
    context = {
        "issue": shown,
        "name": paper_name(),
        "kept": kept,
        "cover": covers_of([shown]).get(shown.pk),
        "articles": list(shown.articles.visible().for_display().in_order()),
        "thumbnails": thumbnails(shown, pages, kept),
        "pdf_url": pdf_url(shown),
        "before": _neighbour(shown, "before"),
        "after": _neighbour(shown, "after"),
        **preview_context(shown, kept),
    }
    return _answer(render(request, "newspaper/issue.html", context), kept)


@require_safe
def large(request, year, number):
    """Show the whole text of an issue in large print, to read or to print."""
    kept = KeptParams.read(request)
    shown = shown_issue(year, number, kept)
    pages = shown.pages.filter(hidden_at=None).defer("words").in_order()
    context = {
        "issue": shown,
        "name": paper_name(),
        "kept": kept,
        "pages": [(page.number, paragraphs(page.text)) for page in pages if page.text],
        **preview_context(shown, kept),
    }
    return _answer(render(request, "newspaper/large.html", context), kept)


def thumbnails(shown: Issue, pages: list[Page], kept: KeptParams, current: int = 0) -> list[Thumbnail]:
    """Return the list of pages of an issue, with their small images."""
    address = shown.get_absolute_url()
    return [
        Thumbnail(page, f"{address}seite/{page.number}/{kept.query}", thumbnail_of(page), page.number == current)
        for page in pages
    ]


def preview_context(shown: Issue, kept: KeptParams) -> dict:
    """Return the template context of previews."""
    return {"preview": kept.preview, "is_public": shown.is_published()}


def _neighbour(shown, side):
    published = Issue.objects.published()
    return published.before(shown).newest().first() if side == "before" else published.after(shown).oldest().first()


def _answer(response, kept):
    return not_cacheable(response) if kept.preview else response
