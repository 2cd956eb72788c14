"""A name that stands in many places of an issue is gone from each of them, once it is hidden."""

import re
import zlib

import pikepdf
import pypdfium2
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.db import connection

from kasch_site.common.history.deleted import DeletedRecord
from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.search.models import SearchWord, SearchWordDeletion
from newspaper.models import (
    Article,
    HiddenTerm,
    Issue,
    IssueRedaction,
    Page,
    Place,
    Subject,
    TextReport,
    WithdrawnImage,
)
from newspaper.models.pages import IMAGE_WIDTHS, image_folder, image_name
from newspaper.redaction import jobs
from newspaper.redaction.hiding import unhide
from newspaper.redaction.names import Pattern
from tests.newspaper.redaction.conftest import NAME, TEXTS, commit, run_jobs

WORDS = re.compile(rb"M(\xc3\xbc|\xfc|u\xcc\x88|ue?)ller", re.IGNORECASE)


def public_bytes(issue):
    issue.refresh_from_db()
    with issue.public_pdf.open("rb") as file:
        return file.read()


def is_in(*texts):
    return any(Pattern(NAME).spans(str(text)) for text in texts)


def test_the_text_of_the_pages(scene):
    text = scene.issue.pages.get(number=1).text
    assert text == "Das Fest war schön. Frau […] kam spät, sagt […], und […] ging."


def test_what_was_recognised_on_an_image(scene):
    assert scene.issue.pages.get(number=2).text == "Vom Bild gelesen: […]."


def test_an_article(scene):
    article = Article.objects.get()
    shown = [article.title, article.author, article.summary, article.text]
    assert shown == ["[…] wird 90", "Bo Li", "Über […] Leben", "[…]!"]


def test_the_index_of_subjects_and_places(scene):
    assert not Subject.objects.exists()
    assert not Place.objects.exists()


def test_the_suggestions_of_the_search(scene):
    assert not SearchWord.objects.filter(word="müller").exists()
    assert not SearchWordDeletion.objects.filter(form__in=["muller", "mueller"]).exists()


def test_the_search_finds_nothing(scene):
    assert "Fest war schön" not in scene.client.get("/suche/", {"q": NAME}).content.decode()


def text_of(response):
    """Return what a page says, with its title, its description, and what it says to search engines (JSON-LD)."""
    return response.content.decode().replace("\\u00fc", "ü")


def test_pages_articles_indexes_and_the_feed_that_were_cached(scene):
    for address in scene.addresses:
        assert is_in(text_of(scene.cached[address])), address
        assert not is_in(text_of(scene.client.get(address))), address


def test_structured_data_of_issues_and_articles(scene):
    page = text_of(scene.client.get(Article.objects.get().get_absolute_url()))
    assert '"headline": "[…] wird 90"' in page
    assert '"author": [{"@type": "Person", "name": "Bo Li"}]' in page


def test_what_readers_have_reported(scene):
    assert TextReport.objects.get().words == "[…] schreibt sich anders."


def test_the_page_of_the_subject(scene):
    assert scene.client.get("/zeitung/thema/anna-mueller/").status_code == 404


@pytest.mark.parametrize("model", [Page, Article, Issue, Subject, Place])
def test_the_history(scene, model):
    assert not is_in(*(value for row in model.history.values_list() for value in row))


def test_the_bin_and_the_log(scene):
    assert not DeletedRecord.objects.exists()
    assert LogEntry.objects.get().object_repr == "[…] wird 90"


def test_all_tables(scene):
    """It is left only where it says what is hidden, and where the originals are locked."""
    left = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = [str(row).replace("\\\\u00fc", "ü") for row in cursor.fetchall()]
            left += [table for row in rows if WORDS.search(row.encode())]
    assert set(left) == {"newspaper_hiddenterm", "newspaper_lockedoriginal"}


def test_the_images(scene):
    assert IssueRedaction.objects.get().error == ""
    pages = {page.number: page for page in scene.issue.pages.all()}
    for number in (1, 2):
        old, new = scene.keys[number], pages[number].image_key
        assert old != new
        assert WithdrawnImage.objects.filter(key=old).exists()
        assert not LockedStorage().exists(image_folder(old))
        assert LockedStorage().exists(image_name(new, IMAGE_WIDTHS[0]))
    assert pages[3].image_key == scene.keys[3], "a neighbour keeps its images"
    assert not any(page.is_being_redacted for page in pages.values())


def test_what_the_pdf_shows(scene):
    with pypdfium2.PdfDocument(public_bytes(scene.issue)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        bookmarks = [bookmark.get_title() for bookmark in document.get_toc()]
    assert texts[0].split()[:4] == ["Das", "Fest", "war", "schön."], "the other words can still be selected"
    assert "ging." in texts[0]
    assert not is_in(*texts)
    assert bookmarks == ["Termine"]


def test_the_bytes_of_the_pdf_after_decompression(scene):
    content = public_bytes(scene.issue)
    with pikepdf.open(scene.issue.public_pdf.path) as pdf:
        streams = [each.read_raw_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        decompressed = [zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"x"]
        written = [each.unparse(resolved=True) for each in pdf.objects]
    for part in [content, *streams, *decompressed, *written]:
        assert not WORDS.search(part.replace(b"\0", b""))
        assert b"00FC006C006C" not in part.upper()


def test_a_page_that_is_read_again(scene):
    page = scene.issue.pages.get(number=1)
    key, page.text = page.image_key, TEXTS[0]
    page.save(update_fields=["text"])
    page.refresh_from_db()
    assert not is_in(page.text)
    assert page.image_key != key
    assert page.is_being_redacted
    assert not Issue.objects.get().public_pdf


def test_a_pdf_that_is_put_into_the_issue_is_searched_first(scene):
    with scene.issue.original.open("rb") as file:
        commit(scene.issue.public_pdf.save, "neu.pdf", ContentFile(file.read()))
    assert not Issue.objects.get().public_pdf
    run_jobs()
    assert not WORDS.search(public_bytes(scene.issue))


def test_a_pdf_in_which_it_is_left_is_not_published(scene, monkeypatch):
    monkeypatch.setattr("newspaper.redaction.files._run_redactor", lambda *_args: _UncleanStream())
    jobs.schedule_check([scene.issue.pk])
    run_jobs()
    redaction = IssueRedaction.objects.get()
    assert redaction.state == "failed"
    assert "noch etwas" in redaction.error
    assert not Issue.objects.get().public_pdf


class _UncleanStream:
    def __enter__(self):
        return {"is_clean": False}, None

    def __exit__(self, *_error):
        pass


def test_it_can_be_undone(scene):
    assert commit(unhide, HiddenTerm.objects.get()) == 0
    run_jobs()
    assert list(scene.issue.pages.order_by("number").values_list("text", flat=True)) == list(TEXTS)
    assert Article.objects.get().title == "Anna Müller wird 90"
    with pypdfium2.PdfDocument(public_bytes(scene.issue)) as document:
        assert NAME in document[0].get_textpage().get_text_range()
    assert LockedStorage().exists(image_name(scene.issue.pages.get(number=1).image_key, IMAGE_WIDTHS[0]))
