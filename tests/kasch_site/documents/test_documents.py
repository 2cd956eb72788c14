"""Documents: their files, their facts, and where they are used."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import translation

from kasch_site.common.models import OldAddress
from kasch_site.common.search.queries import search
from kasch_site.documents.files import SanitisedPdf
from kasch_site.documents.models import Document
from kasch_site.groups.models import Group
from kasch_site.pages.models import Page
from tests.kasch_site.documents.stock import make_document
from tests.support.files import hostile_pdfs

pytestmark = pytest.mark.django_db


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.real_time
def test_an_uploaded_pdf_is_stored_without_active_content():
    _name, make = next(iter(hostile_pdfs.actions()))
    document = Document.objects.create(title="Flyer", file=ContentFile(make(), name="../../Flyer geheim.pdf"))
    stored = document.file.read()
    assert stored.startswith(b"%PDF") and document.size == len(stored)
    assert document.page_count >= 1
    assert "geheim" not in document.file.name
    assert b"JavaScript" not in hostile_pdfs.readable(stored)


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", "Bild, kein PDF"),
        (b"%PDF-1.7 kaputt", "beschädigt"),
        (b"PK\x03\x04docx", "Office-Dokument"),
        (hostile_pdfs.small_pdf(pages=101), "mehr als 100 Seiten"),
    ],
)
def test_any_other_file_is_refused_past_the_form_too(content, sentence, stored_files):
    with pytest.raises(ValidationError, match=sentence):
        Document.objects.create(title="Flyer", file=ContentFile(content, name="flyer.pdf"))
    assert names(stored_files) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    huge = ContentFile(b"", name="flyer.pdf")
    huge.size = 21 * 1024 * 1024
    huge.chunks = None  # calling it fails
    with pytest.raises(ValidationError, match="größer als 20 MB"):
        Document.objects.create(title="Flyer", file=huge)


def test_a_document_without_a_file_cannot_be_stored():
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.bulk_create([Document(title="Flyer", slug="flyer", file="")])


def test_two_documents_with_the_same_title_have_two_addresses():
    addresses = [make_document("Flyer").get_absolute_url() for _ in range(2)]
    assert addresses == ["/dateien/flyer.pdf", "/dateien/flyer-2.pdf"]


def test_a_replaced_file_keeps_its_address_and_the_old_one_is_deleted(stored_files, django_capture_on_commit_callbacks):
    document = make_document()
    address, [old] = document.get_absolute_url(), names(stored_files)
    with django_capture_on_commit_callbacks(execute=True):
        document.file = SanitisedPdf(b"%PDF-1.7 neu", page_count=5)
        document.save()
    document.refresh_from_db()
    assert (document.get_absolute_url(), document.page_count) == (address, 5)
    [new] = names(stored_files)
    assert new != old


def test_a_changed_address_leads_to_the_new_one():
    document = make_document()
    document.slug = "vertrag"
    document.save()
    assert OldAddress.objects.get().target == "/dateien/vertrag.pdf"


@pytest.mark.parametrize("delete", [lambda made: made.delete(), lambda _made: Document.objects.all().delete()])
def test_a_deleted_document_is_gone_with_its_file(delete, stored_files, django_capture_on_commit_callbacks):
    document = make_document()
    with django_capture_on_commit_callbacks(execute=True):
        delete(document)
    assert names(stored_files) == []


@pytest.mark.parametrize(
    ("pages", "language", "facts"),
    [
        (1, "de", "PDF, eine Seite, 1,0 KB"),
        (2, "de", "PDF, 2 Seiten, 1,0 KB"),
        (2, "en", "PDF, 2 pages, 1.0 KB"),
        (21, "ru", "PDF, 21 страница, 1,0 КБ"),
        (2, "ar", "PDF، صفحتان، "),
    ],
)
def test_pages_and_size_are_named_in_the_language_of_the_page(pages, language, facts):
    document = make_document(page_count=pages)
    with translation.override(language):
        assert document.facts.replace("\xa0", " ").startswith(facts)


def test_it_is_used_by_pages_that_offer_it_and_by_texts_that_link_to_it():
    document, other = make_document(), make_document("Anmeldung 2")
    offering = Page.objects.create(title="Vermietung")
    offering.documents.add(document)
    link = f'<p><a href="{document.get_absolute_url()}">Formular</a></p>'
    Group.objects.create(name="Chor", summary="Wir singen", description=link)
    both = Page.objects.create(title="Beides", body=link)
    both.documents.add(document)
    assert sorted(map(str, document.used_by())) == ["Beides", "Chor", "Vermietung"]
    assert other.used_by() == []


def test_it_is_found_by_its_title(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_document("Merkblatt Wohngeld")
    [hit] = search("wohngeld").hits
    assert (hit.title, hit.url) == ("Merkblatt Wohngeld", "/dateien/merkblatt-wohngeld.pdf")
