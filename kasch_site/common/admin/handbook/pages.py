"""The pages of the handbook: contents with a search, one page for each chapter, and all chapters to print."""

import re
from dataclasses import dataclass

from django.http import Http404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kasch_site.common.sections import Chapter
from kasch_site.common.text.folding import word_matcher
from kasch_site.common.text.richtext import words

from .chapters import chapters, is_relevant_to

MAX_QUERY_LENGTH = 100
EXCERPT = 160  # characters
_HEADING = re.compile(r"<h3.*?</h3>", re.DOTALL)
_END_OF_PART = re.compile(r"</(?:p|li)>")
# Where an element ends before a mark, its text is followed by a space: "auf Speichern ."
_BEFORE_MARK = re.compile(r" (?=[.,:;?!)])")
_LINK = re.compile(r'href="#([\w-]+)"')


@dataclass(frozen=True, slots=True)
class ChapterResult:
    """A chapter in which all words of a search are, with the beginning of the part that has most of them."""

    chapter: Chapter
    excerpt: str


def contents_page(admin_site, request):
    """Show the chapters, first those about the work of this account; `?q=` searches them."""
    query = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
    own = [chapter for chapter in chapters() if is_relevant_to(chapter, request.user)]
    context = {
        "title": _("Handbuch"),
        "own": own,
        "others": [chapter for chapter in chapters() if chapter not in own],
        "query": query,
        "max_length": MAX_QUERY_LENGTH,
        "found": search(query, request) if query else [],
    }
    return _page(admin_site, request, "contents", context)


def chapter_page(admin_site, request, anchor):
    """Show one chapter, with the ones before and after it."""
    anchors = [chapter.anchor for chapter in chapters()]
    if anchor not in anchors:
        raise Http404
    place = anchors.index(anchor)
    context = {
        "title": chapters()[place].title,
        "chapter": chapters()[place],
        "text": lambda: _with_page_links(_text(chapters()[place], request), anchor),
        "before": chapters()[place - 1] if place else None,
        "after": chapters()[place + 1] if place + 1 < len(anchors) else None,
    }
    return _page(admin_site, request, "chapter", context)


def print_page(admin_site, request):
    """Show all chapters on one page, to print."""
    return _page(admin_site, request, "index", {"title": _("Handbuch"), "chapters": chapters()})


def search(query: str, request) -> list[ChapterResult]:
    """Return the chapters that contain all words of a query, umlauts and case aside.

    Those with all words in the title come first, then those about the work of this account.
    """
    matches = word_matcher(query)
    if matches is None:
        return []
    found = []
    for chapter in chapters():
        html = _text(chapter, request)
        if matches(f"{chapter.title} {words(html)}"):
            found.append(ChapterResult(chapter, _excerpt(html, query)))
    return sorted(
        found,
        key=lambda result: (not matches(str(result.chapter.title)), not is_relevant_to(result.chapter, request.user)),
    )


def _excerpt(html, query):
    """Return the beginning of the paragraph or step with most of the words; "" if only the title has some."""
    matchers = [matcher for word in query.split() if (matcher := word_matcher(word))]
    parts = [words(part) for part in _END_OF_PART.split(_HEADING.sub("", html))]
    counts = [sum(bool(matches(part)) for matches in matchers) for part in parts]
    part = _BEFORE_MARK.sub("", parts[counts.index(max(counts))]) if any(counts) else ""
    return part if len(part) <= EXCERPT else part[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _text(chapter, request):
    return render_to_string(chapter.template, request=request)


def _with_page_links(html, own_anchor):
    """Return the text of a chapter with links to the pages of other chapters instead of places on the same page."""
    anchors = {chapter.anchor for chapter in chapters()} - {own_anchor}

    def link_target(link):
        anchor = link[1]
        return f'href="{reverse("admin:handbook_chapter", args=[anchor])}"' if anchor in anchors else link[0]

    return _LINK.sub(link_target, html)


def _page(admin_site, request, template, context):
    context = {**admin_site.each_context(request), **context}
    return TemplateResponse(request, f"admin/handbook/{template}.html", context)
