"""Pages in the search."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.sections import SearchKind, SearchText
from kasch_site.common.text.richtext import words

from .models import Page


class PageKind(SearchKind):
    """Pages in all languages."""

    model = "pages.Page"
    name = _("Seiten")

    def records(self):
        return Page.objects.all()

    def public(self):
        return Page.objects.published()

    def search_text(self, page):
        return SearchText(
            title=page.title,
            url=page.get_absolute_url(),
            summary=page.summary,
            text=words(page.body),
            language=page.language,
        )
