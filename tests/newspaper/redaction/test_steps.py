"""Steps of hiding that nothing else would notice if they were left out."""

import pytest
from django.core.files.base import ContentFile

from kasch_site.accounts.models import User
from kasch_site.common.history.recording import recording
from newspaper.models import Issue, IssueRedaction, LockedOriginal, Page
from newspaper.models.pages import image_folder
from newspaper.redaction import files, images
from newspaper.redaction.hiding import Hiding, hide
from tests.newspaper.factories import make_issue
from tests.newspaper.redaction.conftest import NAME, commit

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    """Return an issue with files, in whose texts nobody is named."""
    made = make_issue(texts=("Eins.", "Zwei."), images=True)
    for field in (made.original, made.public_pdf):
        field.save("ausgabe.pdf", ContentFile(b"%PDF"), save=False)
    made.save()
    return made


def stored(settings):
    """Return the paths of all locked files."""
    return {str(path.relative_to(settings.LOCKED_ROOT)) for path in settings.LOCKED_ROOT.rglob("*") if path.is_file()}


def test_a_pdf_is_searched_though_no_text_has_the_name(issue):
    hide([Hiding("name", "asked", NAME)])
    assert IssueRedaction.objects.get().issue == issue


def test_a_text_that_the_worker_has_written_is_redacted_though_it_has_no_history(issue):
    Page.objects.filter(issue=issue, number=1).update(text=f"{NAME} singt.")
    Page.history.all().delete()
    hide([Hiding("name", "asked", NAME)])
    assert issue.pages.get(number=1).text == "[…] singt."


def test_the_earlier_texts_of_a_hidden_page_are_erased(issue):
    page = issue.pages.get(number=1)
    with recording(User.objects.create_user("chef")):
        page.text = "Eins, berichtigt."
        page.save()
    hide([Hiding("page", "privacy", issue=issue, page_number=1)])
    assert not Page.history.filter(number=1).exclude(text="").exists()
    assert Page.history.model.objects.filter(number=1).exists()


def test_a_text_that_the_worker_has_replaced_is_erased_from_the_history_which_goes_on(issue):
    page = issue.pages.get(number=1)
    page.text = f"{NAME} singt."
    page.save()
    Page.objects.filter(pk=page.pk).update(text="Eins, neu gelesen.")
    hide([Hiding("name", "asked", NAME)])
    assert list(page.history.values_list("text", flat=True)) == ["Eins, neu gelesen."]


def test_what_was_hidden_in_one_issue_is_erased_from_the_history_of_its_facts(issue):
    other = make_issue(4, texts=())
    for each in (issue, other):
        each.theme = f"Für {NAME}"
        each.save()
    hide([Hiding("name", "asked", NAME, issue)])
    assert {row.theme for row in issue.history.all()} == {"Für […]"}
    assert any(row.theme == f"Für {NAME}" for row in other.history.all())


def test_locked_values_of_a_deleted_page_are_deleted(issue):
    page = issue.pages.get(number=1)
    page.text = f"{NAME} singt."
    page.save()
    hide([Hiding("name", "asked", NAME)])
    assert LockedOriginal.objects.exists()
    page.delete()
    assert not LockedOriginal.objects.exists()


def test_of_a_pdf_with_a_page_that_names_somebody_no_file_is_left(issue, settings):
    page = issue.pages.get(number=1)
    page.text = f"{NAME} singt."
    page.save()
    commit(hide, [Hiding("name", "asked", NAME)])
    assert not Issue.objects.get().public_pdf
    assert issue.public_pdf.name not in stored(settings)


def test_of_a_pdf_that_was_not_searched_no_file_is_left(issue, settings):
    hide([Hiding("name", "asked", NAME)])
    before = stored(settings)
    commit(issue.public_pdf.save, "neu.pdf", ContentFile(b"%PDF neu"))
    assert stored(settings) == before
    assert not Issue.objects.get().public_pdf


def test_of_a_withdrawn_image_no_file_is_left(issue, settings):
    page = issue.pages.get(number=1)
    commit(images.withdraw, page.image_key)
    assert not any(path.startswith(image_folder(page.image_key)) for path in stored(settings))


def test_files_that_were_made_for_an_older_state_are_thrown_away(issue, settings, monkeypatch):
    """While they are made, somebody hides something else."""
    issue.pages.update(is_being_redacted=True)
    hide([Hiding("name", "asked", NAME)])
    before = stored(settings)

    def make(_issue):
        hide([Hiding("name", "asked", "Bo Listig")])
        pdf = issue.public_pdf.storage.save("zeitung/pdf/neu.pdf", ContentFile(b"%PDF neu"))
        return files.NewFiles({1: "0" * 32}, pdf)

    monkeypatch.setattr(files, "_make", make)
    assert not files.remake(issue.pk)
    assert stored(settings) == before
    assert Issue.objects.get().public_pdf.name != "zeitung/pdf/neu.pdf"
    assert IssueRedaction.objects.get().state == "waiting"


def test_the_old_pdf_is_deleted_when_there_is_a_new_one_and_when_none_could_be_made(issue, settings, monkeypatch):
    issue.pages.update(is_being_redacted=True)
    hide([Hiding("name", "asked", NAME)])
    old = issue.public_pdf.name

    def make(_issue):
        return files.NewFiles({}, issue.public_pdf.storage.save("zeitung/pdf/neu.pdf", ContentFile(b"%PDF neu")))

    monkeypatch.setattr(files, "_make", make)
    commit(files.remake, issue.pk)
    assert old not in stored(settings)
    assert "zeitung/pdf/neu.pdf" in stored(settings)
    hide([Hiding("name", "asked", "Bo Listig")])

    def fail(_issue):
        raise files.RemakeFailed("Das ging nicht.")

    monkeypatch.setattr(files, "_make", fail)
    commit(files.remake, issue.pk)
    assert "zeitung/pdf/neu.pdf" not in stored(settings)
    assert not Issue.objects.get().public_pdf
