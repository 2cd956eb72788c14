"""Uploaded issues: what is proposed is corrected and taken in after a yes, and nothing typed is lost."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newspaper.intake import ocr
from newspaper.models import ArchiveFile, ArchiveUpload, Issue, Page
from newspaper.staff.todo import todo
from tests.newspaper.factories import make_issue, make_page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.pages

ADD = reverse("admin:newspaper_archiveupload_add")
LIST = reverse("admin:newspaper_archiveupload_changelist")


@pytest.fixture(autouse=True)
def locked_files(settings, tmp_path, monkeypatch):
    """Keep locked files in a folder of the test; on its server letters are recognised."""
    settings.LOCKED_ROOT = tmp_path / "locked"
    monkeypatch.setattr(ocr, "is_available", lambda: True)


@pytest.fixture
def proposed(db):
    """Return a function that creates an upload with a file for each number."""

    def make(*numbers, year=2026, **fields):
        upload = ArchiveUpload.objects.create(name="archiv.zip", state=ArchiveUpload.State.READY)
        for position, number in enumerate(numbers):
            fields = {"state": ArchiveFile.State.PROPOSED, "page_count": 8, "has_text_layer": True, **fields}
            name, digest = f"kasch-{position}.pdf", f"{position}{year}"
            ArchiveFile.objects.create(
                upload=upload, position=position, name=name, number=number, year=year, sha256=digest, **fields
            )
        return upload

    return make


def address(upload):
    return reverse("admin:newspaper_archiveupload_change", args=[upload.pk])


def answer(upload, *taken, when="draft", **values):
    """Return the form data that says yes to these positions; `values` replace proposals: `number_0=4`."""
    data = {"when": when}
    for file in upload.files.all():
        for name in ("number", "year", "published_on", "theme", "rights"):
            value = values.get(f"{name}_{file.position}", getattr(file, name, ""))
            data[f"datei-{file.pk}-{name}"] = "" if value is None else value
        if file.position in taken:
            data[f"datei-{file.pk}-take"] = "on"
    return {**data, **{name: values[name] for name in ("day", "time") if name in values}}


def test_an_uploaded_file_is_looked_at_before_it_is_an_issue(editor):
    response = editor.post(ADD, {"files": SimpleUploadedFile("kasch.pdf", b"%PDF-1.7 probe")})
    upload = ArchiveUpload.objects.get()
    assert response.url == address(upload)
    page = editor.get(response.url)
    assert page["Refresh"] == "3"
    assert "Die Website sieht sich die Dateien an" in page.content.decode()
    assert not Issue.objects.exists()


def test_many_files_are_one_upload(editor):
    files = [SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.7 " + bytes([number])) for number in range(65, 68)]
    editor.post(ADD, {"files": files})
    assert ArchiveUpload.objects.get().files.count() == 3


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "Bitte wählen Sie eine Datei aus."), (b"", "Die Datei ist leer.")]
)
def test_without_a_file_the_form_states_what_is_missing(editor, content, sentence):
    data = {} if content is None else {"files": SimpleUploadedFile("leer.pdf", content)}
    assert sentence in editor.post(ADD, data).content.decode()
    assert not ArchiveUpload.objects.exists()


def test_a_form_that_is_sent_twice_is_one_upload(editor):
    key = {"_form_key": "9a3cf7de-6d7d-4b2e-8d5b-3c8f5f1d2a11"}
    for _time in range(2):
        editor.post(ADD, {**key, "files": SimpleUploadedFile("kasch.pdf", b"%PDF-1.7 probe")})
    assert ArchiveUpload.objects.count() == 1


def test_one_file_is_confirmed_and_published_with_one_button(editor, proposed):
    upload = proposed(3, published_on=date(2026, 6, 1))
    response = editor.post(address(upload), answer(upload, when="now", theme_0="Bäume", rights_0="Fotos geklärt"))
    issue = Issue.objects.get()
    assert response.url == reverse("admin:newspaper_issue_pages", args=[issue.pk])
    assert (issue.short_name, issue.theme, issue.rights) == ("3/2026", "Bäume", "Fotos geklärt")
    assert issue.intake == Issue.Intake.WAITING
    assert issue.publish_when_read and not issue.is_published(), "its pages are not read yet"
    assert "sobald alle Seiten gelesen sind" in editor.get(response.url).content.decode()


def test_an_issue_can_be_published_at_a_time(editor, proposed):
    upload = proposed(3)
    editor.post(address(upload), answer(upload, when="later", day="2026-12-24", time="18:30"))
    issue = Issue.objects.get()
    assert issue.publish_when_read
    assert issue.publish_at == datetime(2026, 12, 24, 17, 30, tzinfo=UTC)


def test_an_error_is_shown_beside_its_field_and_no_input_is_lost(editor, proposed):
    upload = proposed(3)
    response = editor.post(
        address(upload), answer(upload, when="later", number_0="", theme_0="Bäume", day="2026-12-24")
    )
    page = parse(response)
    summary = page.one("div", class_="error-summary").text
    assert "kasch-0.pdf, Nummer: Welche Nummer ist das?" in summary
    assert "Um wie viel Uhr?" in summary
    file = upload.files.get()
    assert page.one("input", id=f"id_datei-{file.pk}-theme")["value"] == "Bäume"
    assert page.one("input", id="id_day")["value"] == "2026-12-24"
    assert file.state == ArchiveFile.State.PROPOSED
    assert not Issue.objects.exists()


def test_the_time_of_publication_is_required(editor, proposed):
    upload = proposed(3)
    response = editor.post(address(upload), answer(upload, when=""))
    assert "Bitte wählen Sie, wann es auf die Website kommt." in response.content.decode()
    assert not Issue.objects.exists()


def test_the_file_of_an_issue_is_replaced_by_another_one_after_a_tick(editor, proposed):
    issue = make_issue(3)
    upload = proposed(3)
    key = f"datei-{upload.files.get().pk}-replaces"
    assert parse(editor.get(address(upload))).one("input", id=f"id_{key}")
    refused = editor.post(address(upload), answer(upload, when="now"))
    assert "gibt es schon" in refused.content.decode()
    response = editor.post(address(upload), {**answer(upload, when=""), key: "on"})
    assert response.url == reverse("admin:newspaper_issue_pages", args=[issue.pk])
    issue = Issue.objects.get()
    assert (issue.intake, issue.file_name, issue.page_count) == (Issue.Intake.WAITING, "kasch-0.pdf", 8)
    assert issue.is_published()


def test_what_is_not_there_cannot_be_replaced(editor, proposed):
    upload = proposed(3)
    key = f"datei-{upload.files.get().pk}-replaces"
    assert f"id_{key}" not in editor.get(address(upload)).content.decode()
    response = editor.post(address(upload), {**answer(upload, when="now"), key: "on"})
    assert "gibt es noch nicht" in response.content.decode()
    assert not Issue.objects.exists()


def test_of_many_only_the_ticked_ones_are_taken_in_and_corrections_of_the_others_stay(editor, proposed):
    upload = proposed(1, 2, None)
    editor.post(address(upload), answer(upload, 0, 1, number_1="5", number_2="7"))
    assert sorted(issue.short_name for issue in Issue.objects.all()) == ["1/2026", "5/2026"]
    assert not any(issue.is_published() for issue in Issue.objects.all())
    left = upload.files.proposed().get()
    assert (left.position, left.number) == (2, 7)


def test_a_number_that_exists_or_is_entered_twice_is_refused(editor, proposed):
    make_issue(1)
    upload = proposed(1, 2, 2)
    response = editor.post(address(upload), answer(upload, 0, 1, 2))
    summary = parse(response).one("div", class_="error-summary").text
    assert "kasch-0.pdf, Nummer: Die Ausgabe 1/2026 gibt es schon" in summary
    assert "kasch-1.pdf" not in summary
    assert "kasch-2.pdf, Nummer: Die Ausgabe 2/2026 gibt es schon" in summary
    assert Issue.objects.count() == 1


def test_what_somebody_else_has_taken_in_meanwhile_is_not_taken_in_twice(editor, proposed):
    upload = proposed(3)
    data = answer(upload)
    editor.post(address(upload), data)
    response = editor.post(address(upload), data, follow=True)
    assert "inzwischen schon aufgenommen" in response.content.decode()
    assert Issue.objects.count() == 1


def test_ten_comes_after_nine(editor, proposed):
    upload = proposed(10, 9, year=2009)
    rows = parse(editor.get(address(upload))).all("fieldset", class_="uploaded-file")
    assert [row.one("legend").text for row in rows] == ["kasch-1.pdf", "kasch-0.pdf"]


def test_refused_files_show_the_reason_and_accepted_ones_link_to_their_issue(editor, proposed):
    upload = proposed(3)
    ArchiveFile.objects.create(
        upload=upload, position=9, name="brief.txt", state=ArchiveFile.State.REFUSED, error="Die Datei ist kein PDF."
    )
    editor.post(address(upload), answer(upload, 0))
    page = parse(editor.get(address(upload)))
    assert page.one("section", aria_labelledby="h-refused").one("li").text.endswith("Die Datei ist kein PDF.")
    link = reverse("admin:newspaper_issue_pages", args=[Issue.objects.get().pk])
    assert page.one("a", href=link).text == "Ausgabe 3/2026"


def test_a_large_archive_is_shown_in_pages_with_the_same_number_of_queries(editor, proposed):
    few, many = proposed(*range(1, 4), year=2001), proposed(*range(1, 41), year=2002)
    editor.get(address(few))
    with CaptureQueriesContext(connection) as first:
        editor.get(address(few))
    with CaptureQueriesContext(connection) as second:
        page = parse(editor.get(address(many)))
    assert len(page.all("fieldset", class_="uploaded-file")) == 25
    assert len(second) == len(first)


def test_deleting_an_upload_leaves_its_issues(editor, proposed):
    upload = proposed(1, 2)
    editor.post(address(upload), answer(upload, 0))
    editor.post(reverse("admin:newspaper_archiveupload_delete", args=[upload.pk]), {"post": "yes"})
    assert not ArchiveUpload.objects.exists()
    assert Issue.objects.get().short_name == "1/2026"


def test_files_to_confirm_are_listed_on_the_first_page(editor, proposed, admin_user):
    proposed(1, 2)
    assert [task.text for task in todo(admin_user)] == ["2 hochgeladene Dateien der Zeitung warten auf Ihr Ja."]
    assert "archiv.zip" in editor.get(LIST).content.decode()


def test_without_ocr_the_first_page_states_it_once(monkeypatch, admin_user, house):
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    assert todo(admin_user) == []
    make_issue(texts=["", ""])
    texts = [task.text for task in todo(admin_user)]
    assert [text for text in texts if "tesseract-ocr" in text] == [
        "Gescannte Seiten liest die Website nicht: Auf dem Server fehlt tesseract-ocr, tesseract-ocr-deu."
    ]


def test_what_failed_is_tried_once_more(editor):
    issue = make_issue(texts=["gut"], intake=Issue.Intake.READY)
    failed = make_page(issue, 2, "", state=Page.State.FAILED, error="Seite 2 braucht zu viel Zeit.")
    pages = reverse("admin:newspaper_issue_pages", args=[issue.pk])
    assert "Noch einmal versuchen" in editor.get(pages).content.decode()
    response = editor.post(pages, follow=True)
    assert "Es wird noch einmal versucht." in response.content.decode()
    failed.refresh_from_db()
    assert failed.state == Page.State.WAITING
    assert "nichts mehr zu versuchen" in editor.post(pages, follow=True).content.decode()


def test_a_file_that_failed_is_read_once_more(editor):
    issue = make_issue(texts=[], intake=Issue.Intake.FAILED, intake_error="Die Datei ist beschädigt.", original="a.pdf")
    editor.post(reverse("admin:newspaper_issue_pages", args=[issue.pk]))
    issue.refresh_from_db()
    assert (issue.intake, issue.intake_error) == (Issue.Intake.WAITING, "")


def test_only_the_newspaper_uploads(client, house, django_user_model):
    client.force_login(django_user_model.objects.create_user("frau-fremd", is_staff=True))
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"files": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}).status_code == 403
    assert not ArchiveUpload.objects.exists()
