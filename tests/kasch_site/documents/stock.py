"""Documents for tests, without the process that sanitises an upload."""

from kasch_site.documents.files import SanitisedPdf
from kasch_site.documents.models import Document

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 4


def make_document(title="Anmeldung", content=CONTENT, page_count=2, **fields) -> Document:
    """Store a document with this content."""
    return Document.objects.create(title=title, file=SanitisedPdf(content, page_count), **fields)
