"""The address of a document: headers, parts, unchanged files, and files that are gone."""

import pytest

from kasch_site.documents.files import SanitisedPdf
from tests.kasch_site.documents.stock import CONTENT, make_document

pytestmark = pytest.mark.django_db


def body(response):
    return b"".join(response) if response.streaming else response.content


@pytest.fixture
def document(house):
    return make_document(language="en")


def test_the_file_is_shown_by_the_browser_and_named_when_it_is_saved(client, document):
    response = client.get("/dateien/anmeldung.pdf")
    assert body(response) == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="anmeldung.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Language"] == "en"
    assert response["Cache-Control"] == "public, no-cache"
    assert "X-Robots-Tag" not in response and not response.cookies


def test_a_part_of_it_can_be_asked_for(client, document):
    response = client.get("/dateien/anmeldung.pdf", headers={"Range": "bytes=4-7"})
    assert (response.status_code, body(response)) == (206, CONTENT[4:8])
    assert response["Content-Range"] == f"bytes 4-7/{len(CONTENT)}"


def test_an_unchanged_file_is_not_sent_again_and_a_replaced_one_is(client, document):
    etag = client.get("/dateien/anmeldung.pdf")["ETag"]
    unchanged = client.get("/dateien/anmeldung.pdf", headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    document.file = SanitisedPdf(b"%PDF-1.7 neu", page_count=1)
    document.save()
    assert body(client.get("/dateien/anmeldung.pdf", headers={"If-None-Match": etag})) == b"%PDF-1.7 neu"


def test_one_that_is_gone_is_not_found(client, document):
    assert "Diese Datei gibt es nicht mehr." in client.get("/dateien/frueher.pdf").content.decode()
    document.file.storage.delete(document.file.name)
    assert client.get("/dateien/anmeldung.pdf").status_code == 404


def test_an_old_address_leads_to_the_new_one(client, document):
    document.slug = "vertrag"
    document.save()
    assert client.get("/dateien/anmeldung.pdf")["Location"] == "/dateien/vertrag.pdf"


def test_search_engines_are_told_about_it(client, document):
    assert "/dateien/anmeldung.pdf" in client.get("/sitemap.xml").content.decode()
