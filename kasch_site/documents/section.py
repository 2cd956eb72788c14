"""What documents offer to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD, all_permissions
from kasch_site.common.sections import Chapter, PageProvider, SearchProvider, Section

from .models import Document
from .search import DocumentKind


class DocumentsSection(Section, PageProvider, SearchProvider):
    key = "documents"
    name = _("Dateien zum Herunterladen")
    url_prefix = "dateien/"
    urls = "kasch_site.documents.urls"
    watches = ("documents.Document",)
    search_kinds = (DocumentKind(),)
    permissions = {LEAD: all_permissions("documents.document"), EDITORS: all_permissions("documents.document")}
    handbook = (
        Chapter(
            "dateien",
            _("PDF-Dateien zum Herunterladen"),
            "admin/handbook/documents.html",
            models=("documents.document",),
        ),
    )

    def sitemap(self):
        return [(document.get_absolute_url(), document.file_changed_at) for document in Document.objects.all()]


section = DocumentsSection()
