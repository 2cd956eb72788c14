"""Documents in the search."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.sections import SearchKind, SearchText

from .models import Document


class DocumentKind(SearchKind):
    """Documents by title. The editor finds them here too, for a link."""

    model = "documents.Document"
    name = _("Zum Herunterladen")

    def records(self):
        return Document.objects.all()

    def public(self):
        return Document.objects.all()

    def search_text(self, document):
        return SearchText(
            title=document.title,
            url=document.get_absolute_url(),
            summary=document.facts,
            language=document.language,
        )
