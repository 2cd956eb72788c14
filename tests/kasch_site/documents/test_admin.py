"""Documents in the administration: uploading, replacing, mistakes, deleting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kasch_site.documents.files import SanitisedPdf
from kasch_site.documents.models import Document
from kasch_site.pages.models import Page
from tests.kasch_site.documents.stock import make_document
from tests.support.browser.markup import parse
from tests.support.files.hostile_pdfs import small_pdf

pytestmark = pytest.mark.django_db
ADD = "/admin/documents/document/add/"


def chosen(content=None, name="Flyer Endfassung 3.pdf"):
    return SimpleUploadedFile(name, content or small_pdf(pages=2), content_type="application/pdf")


@pytest.mark.real_time
def test_a_file_that_was_chosen_survives_a_mistake_in_another_field(client, editor):
    refused = client.post(ADD, {"title": "", "file": chosen(), "language": "de", "slug": ""})
    page = parse(refused)
    assert "Gewählt: Flyer Endfassung 3.pdf" in page.one(class_="kept-file").text
    token = page.one("input", name="_kept-file")["value"]
    typed = {"title": "Flyer", "language": "de", "slug": "", "_kept-file": token}
    assert client.post(ADD, typed).status_code == 302
    document = Document.objects.get()
    assert (document.page_count, document.get_absolute_url()) == (2, "/dateien/flyer.pdf")


def test_others_can_save_while_a_file_is_being_sanitised(client, editor, monkeypatch):
    open_transactions = []

    def sanitised(upload):
        open_transactions.append(list(connection.savepoint_ids))
        return SanitisedPdf(upload.read(), page_count=2)

    monkeypatch.setattr("kasch_site.documents.forms.sanitised_upload", sanitised)
    typed = {"title": "", "language": "de", "slug": ""}
    refused = parse(client.post(ADD, {**typed, "file": chosen()}))
    typed |= {"title": "Flyer", "_kept-file": refused.one("input", name="_kept-file")["value"]}
    assert client.post(ADD, typed).status_code == 302
    document = Document.objects.get()
    address = f"/admin/documents/document/{document.pk}/change/"
    assert client.post(address, {**typed, "slug": "flyer", "file": chosen()}).status_code == 302
    assert open_transactions == [[], [], []]


@pytest.mark.real_time
def test_a_refused_file_is_explained_beside_its_field(client, editor):
    response = client.post(ADD, {"title": "Flyer", "file": chosen(b"%PDF-1.7 kaputt"), "language": "de", "slug": ""})
    assert "Das PDF ist beschädigt" in parse(response).one("div", class_="field-file").text
    assert not Document.objects.exists()


def test_the_form_shows_the_file_and_can_be_saved_without_choosing_it_again(client, editor):
    document = make_document()
    address = f"/admin/documents/document/{document.pk}/change/"
    form = parse(client.get(address))
    assert form.one("div", class_="field-on_website").one("a")["href"] == "/dateien/anmeldung.pdf"
    saved = client.post(address, {"title": "Anmeldung 2027", "language": "de", "slug": "anmeldung"})
    assert saved.status_code == 302
    changed = Document.objects.get()
    assert (changed.title, changed.file.name) == ("Anmeldung 2027", document.file.name)


def test_the_page_that_asks_before_deleting_names_where_the_file_is_used(client, editor):
    document = make_document()
    page = Page.objects.create(title="Vermietung", body='<p><a href="/dateien/anmeldung.pdf">Formular</a></p>')
    confirmation = parse(client.get(f"/admin/documents/document/{document.pk}/delete/"))
    links = [link["href"] for link in confirmation.one("ul", class_="consequences").all("a")]
    assert links == [f"/admin/pages/page/{page.pk}/change/"]


def test_a_page_offers_the_files_that_staff_have_ticked(client, editor):
    document = make_document("Mietvertrag", language="en")
    make_document("Hausordnung")
    page = Page.objects.create(title="Vermietung", status=Page.Status.PUBLISHED)
    typed = {"title": "Vermietung", "body": "<p>Text</p>", "slug": "vermietung", "language": "de", "menu": "none"}
    typed |= {"order": "0", "status": "published", "documents": [document.pk]}
    assert client.post(f"/admin/pages/page/{page.pk}/change/", typed).status_code == 302
    shown = parse(client.get("/vermietung/")).one("section", aria_labelledby="dateien")
    assert shown.one("h2").text == "Zum Herunterladen"
    [link] = shown.all("a")
    assert (link["href"], link["lang"], link.text) == ("/dateien/mietvertrag.pdf", "en", "Mietvertrag")
    assert "PDF, 2 Seiten" in shown.text
