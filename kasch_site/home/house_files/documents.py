"""Write the documents of a house: PDF files of its folder."""

from django.core.files.base import ContentFile

from kasch_site.documents.models import Document

FOLDER = "documents"


def write(folder) -> dict[str, Document]:
    """Store the documents; return the records by the names that the pages use."""
    with folder.open("documents") as file:
        return {row.text("name"): _write_document(row, folder) for row in file.records("document")}


def _write_document(row, folder):
    path = row.file_in("file", folder.path / FOLDER)
    document = Document(title=row.text("title"), slug=path.stem, file=ContentFile(path.read_bytes(), name=path.name))
    with row.errors_at("file"):
        document.save()
    return document
