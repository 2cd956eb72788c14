"""Another file for an issue: what stays, what is read again, and that what is hidden is never shown."""

from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile

from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.pdf.errors import FileRefused
from kasch_site.worker.execution import run_due_jobs
from newspaper.editing import corrections
from newspaper.editing.checks import check_list
from newspaper.editing.replacing import replace
from newspaper.intake import documents, ocr, pages
from newspaper.intake.documents import PageText, ReadPage
from newspaper.models import ArchiveFile, ArchiveUpload, Issue, Page, WithdrawnImage
from newspaper.reading.search import find
from newspaper.redaction import files
from newspaper.redaction.hiding import Hiding, hide
from newspaper.redaction.process_request import process_request
from tests.newspaper.factories import boxes_of, make_article, make_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(monkeypatch):
    """Return the texts of the pages of the next file, which no process reads; None for a page that fails."""
    texts = []

    def read(self, number, widths):
        text = texts[number - 1]
        if text is None:
            raise documents.PageFailed("Seite kaputt.")
        return ReadPage(595.0, 842.0, PageText.from_lists(text, boxes_of(text), "pdf"), dict.fromkeys(widths, b"RIFF"))

    def sanitise(_path, sanitised):
        sanitised.write(b"%PDF gewaschen")
        sanitised.flush()
        return SimpleNamespace(page_count=len(texts), is_tagged=False)

    monkeypatch.setattr(documents.Document, "page", read)
    monkeypatch.setattr(documents, "sanitise", sanitise)
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    monkeypatch.setattr(files, "remake", _made_again)
    return texts


def _made_again(issue_id):
    """Stand in for the process that makes files again: nothing of what it does is tested here."""
    files.IssueRedaction.objects.filter(issue=issue_id).update(state="failed")
    return True


@pytest.fixture
def issue():
    made = make_issue(texts=("Die Linae bleibt.", "Anna Müller singt.", "Drei."), images=True)
    made.original.save("alt.pdf", ContentFile(b"alt"), save=False)
    made.public_pdf.save("alt.pdf", ContentFile(b"alt"))
    return made


@pytest.fixture
def replaced(issue, printed, django_capture_on_commit_callbacks):
    """Return a function that puts a file with these pages in place of that of the issue and has it read."""

    def put(*texts):
        printed[:] = texts
        upload = ArchiveUpload.objects.create(name="neu.pdf", state="ready")
        file = ArchiveFile(upload=upload, position=0, name="neu.pdf", state="proposed", sha256="b" * 64)
        file.page_count = len(texts)
        file.file.save("neu.pdf", ContentFile(b"neu"))
        with django_capture_on_commit_callbacks(execute=True):
            replace(issue, file)
            run_due_jobs("test")
        issue.refresh_from_db()
        return issue

    return put


def texts(issue):
    return list(issue.pages.in_order().values_list("text", flat=True))


def test_the_pages_are_read_from_the_new_file_and_the_old_one_is_deleted(issue, replaced):
    old = [issue.original.name, issue.public_pdf.name]
    keys = list(issue.pages.values_list("image_key", flat=True))
    replaced("Eins.", "Zwei.")
    assert (issue.intake, issue.page_count, texts(issue)) == ("ready", 2, ["Eins.", "Zwei."])
    assert issue.is_published()
    assert not any(map(LockedStorage().exists, old))
    assert WithdrawnImage.objects.filter(key__in=keys).count() == 3
    assert not Page.objects.filter(image_key__in=keys).exists()
    assert issue.public_pdf.open("rb").read() == b"%PDF gewaschen"


def test_the_search_finds_the_text_of_the_new_file_and_not_the_old_one(replaced):
    replaced("Unter der Kastanie.", "Zwei.")
    assert [hit.url for hit in find("Kastanie", None, 0, 5).hits] == ["/zeitung/2026/3/seite/1/"]
    assert find("Linae", None, 0, 5).hits == []


def test_a_correction_is_kept_if_the_file_is_unchanged_and_staff_compare_the_others(issue, replaced):
    replaced("Die Linae bleibt.", "Zwei.")
    for page, text in zip(issue.pages.in_order(), ("Die Linde bleibt.", "Zwei!"), strict=True):
        corrections.correct(page, text)
    Issue.objects.update(file_sha256="")
    replaced("Die Linae bleibt.", "Etwas anderes.")
    assert texts(issue) == ["Die Linde bleibt.", "Etwas anderes."]
    assert [page.number for page in corrections.to_compare()] == [2]
    corrections.correct(corrections.to_compare().get(), "Etwas anderes.")
    assert not corrections.to_compare().exists()


def test_articles_stay_and_those_that_are_elsewhere_are_named(issue, replaced):
    make_article(issue, "Die Linde", 1)
    make_article(issue, "Das Fest", 3)
    replaced("DIE LINDE ist grün.", "Zwei.")
    sentences = [check.text for check in check_list(issue, list(issue.pages.in_order()))]
    assert issue.articles.count() == 2
    assert [each for each in sentences if "Überschrift" in each] == [
        "Die Überschrift „Das Fest“ steht nicht mehr auf Seite 3. Ist der Artikel noch richtig?"
    ]


def test_a_hidden_name_is_hidden_in_the_new_file_before_anybody_sees_it(issue, replaced):
    hide([Hiding("name", "asked", "Anna Müller")])
    replaced("Heute tanzt Anna Müller.", "Zwei.")
    assert texts(issue) == ["Heute tanzt […].", "Zwei."]
    assert not issue.is_published(), "staff look at it first"
    assert issue.pages.get(number=1).is_being_redacted


def test_where_the_new_file_has_no_text_a_page_with_a_hidden_name_becomes_black(issue, replaced):
    hide([Hiding("name", "asked", "Anna Müller")])
    assert not process_request(issue)["pages"][2]["has_no_box"]
    replaced("Eins.", "")
    order = process_request(issue)["pages"][2]
    assert (order["has_no_box"], list(order["areas"])) == (True, [])


def test_a_hidden_page_stays_hidden(issue, replaced):
    hide([Hiding("page", "rights", issue=issue, page_number=2)])
    replaced("Eins.", "Zwei.")
    assert texts(issue) == ["Eins.", ""]
    assert issue.pages.get(number=2).is_hidden


def test_a_hidden_page_that_was_not_in_between_is_hidden_again(issue, replaced):
    hide([Hiding("page", "rights", issue=issue, page_number=3)])
    replaced("Eins.")
    Issue.objects.update(file_sha256="")
    replaced("Eins.", "Zwei.", "Drei.")
    assert texts(issue) == ["Eins.", "Zwei.", ""]
    assert issue.pages.get(number=3).is_hidden


def test_a_page_that_failed_and_is_read_again_is_without_the_hidden_name(issue, replaced, printed):
    replaced("Eins.", None)
    hide([Hiding("name", "asked", "Anna Müller")])
    printed[1] = "Auch Anna Müller."
    pages.read_again(issue.pages.get(number=2))
    run_due_jobs("test")
    assert texts(issue) == ["Eins.", "Auch […]."]
    assert issue.pages.get(number=2).is_being_redacted


def test_an_issue_that_is_being_read_and_a_file_that_is_there_are_refused(issue, replaced):
    Issue.objects.update(intake=Issue.Intake.WORKING)
    with pytest.raises(FileRefused, match="gerade gelesen"):
        replaced("Eins.")
    Issue.objects.update(intake=Issue.Intake.READY, file_sha256="b" * 64)
    with pytest.raises(FileRefused, match="schon da"):
        replaced("Eins.")
