"""Making the files of an issue again: when, of which issue, and what staff learn if it does not work."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from kasch_site.common.child_processes.running import ChildFailed
from kasch_site.common.media.locked import LockedStorage
from newspaper.models import Issue, IssueRedaction, Page, WithdrawnImage
from newspaper.models.pages import image_folder, image_name, new_image_key
from newspaper.redaction import files, jobs
from newspaper.redaction.hiding import Hiding, hide
from tests.newspaper.factories import make_issue
from tests.newspaper.redaction.conftest import NAME, PAGES, commit, issue_with_file, run_jobs

pytestmark = pytest.mark.django_db
NOBODY = ("Das Fest war schön.", "Zwei.", "Drei.")


@pytest.fixture
def issue():
    """Return an issue with files, in whose texts nobody is named; its files are about to be made again."""
    made = make_issue(texts=("Eins.",), images=True)
    for field in (made.original, made.public_pdf):
        field.save("ausgabe.pdf", ContentFile(b"%PDF"), save=False)
    made.save()
    made.pages.update(is_being_redacted=True)
    hide([Hiding("name", "asked", NAME)])
    return made


@pytest.fixture
def other(issue):
    """Return another issue whose files wait to be made again; nothing of it may change."""
    made = make_issue(4, texts=("Eins.",))
    jobs.schedule_check([made.pk])
    IssueRedaction.objects.update(version=1)
    yield made
    facts = IssueRedaction.objects.values_list("state", "checked_pdf", "error", "issue__public_pdf")
    assert facts.get(issue=made) == ("waiting", "", "", "")


def redaction_of(issue):
    return IssueRedaction.objects.get(issue=issue)


def test_a_name_that_only_the_file_prints_is_black_on_new_images_and_the_old_ones_are_gone():
    issue = issue_with_file(texts=NOBODY, places=())
    keys = dict(issue.pages.values_list("number", "image_key"))
    commit(hide, [Hiding("name", "asked", NAME)])
    run_jobs()
    assert Client().get(f"/zeitung/bilder/{keys[1]}/480.webp").status_code == 410
    assert not LockedStorage().exists(image_folder(keys[1]))
    assert issue.pages.get(number=2).image_key == keys[2]
    assert (redaction_of(issue).state, redaction_of(issue).checked_pdf) == ("done", Issue.objects.get().public_pdf.name)


def test_a_file_without_the_name_is_searched_and_stays():
    issue = issue_with_file(texts=NOBODY, pages=[["Eins."], *PAGES[1:]], places=())
    before = issue.public_pdf.name
    commit(hide, [Hiding("name", "asked", NAME)])
    run_jobs()
    assert redaction_of(issue).state == "done"
    assert Issue.objects.get().public_pdf.name == before


def test_the_files_of_the_issue_that_was_asked_for_are_made(issue, monkeypatch):
    other = make_issue(4, texts=("Eins.",))
    jobs.schedule_check([other.pk])
    made = []
    monkeypatch.setattr(files, "_make", lambda row: made.append(row) or pytest.fail("stop"))
    with pytest.raises(BaseException, match="stop"):
        files.remake(other.pk)
    assert made == [other]
    assert (redaction_of(issue).state, redaction_of(other).state) == ("waiting", "working")


def test_new_files_are_public_and_count_as_searched(issue, other, monkeypatch):
    before = other.pages.get().image_key
    IssueRedaction.objects.filter(issue=issue).update(error="Das ging nicht.")
    key, pdf = new_image_key(), LockedStorage().save("zeitung/pdf/neu.pdf", ContentFile(b"%PDF neu"))
    monkeypatch.setattr(files, "_make", lambda _issue: files.NewFiles({1: key}, pdf))
    assert commit(files.remake, issue.pk)
    redaction = redaction_of(issue)
    assert (redaction.state, redaction.checked_pdf, redaction.error) == ("done", pdf, "")
    made = Issue.objects.get(pk=issue.pk)
    assert (made.public_pdf.name, made.public_size) == (pdf, 8)
    assert (made.pages.get().image_key, made.pages.get().is_being_redacted) == (key, False)
    assert other.pages.get().image_key == before


def test_a_clean_file_counts_as_searched(issue, other, monkeypatch):
    Page.objects.update(is_being_redacted=False)
    IssueRedaction.objects.filter(issue=issue).update(error="Das ging nicht.")
    Issue.objects.filter(pk=issue.pk).update(public_pdf=issue.public_pdf.name)
    monkeypatch.setattr(files, "is_clean", lambda _issue: True)
    assert files.remake(issue.pk)
    redaction = redaction_of(issue)
    assert (redaction.state, redaction.checked_pdf, redaction.error) == ("done", issue.public_pdf.name, "")


def test_an_issue_in_which_nothing_is_to_be_made_is_done(issue):
    IssueRedaction.objects.update(state="done", checked_pdf=issue.public_pdf.name)
    assert files.remake(issue.pk)
    assert files.remake(issue.pk + 1)


@pytest.mark.parametrize(("content", "why"), [(None, "fehlt"), (b"no PDF at all", "kein PDF")])
def test_staff_are_told_why_an_issue_without_a_good_file_has_none(issue, other, content, why):
    if content is None:
        Issue.objects.filter(pk=issue.pk).update(original="")
    else:
        issue.original.save("kaputt.pdf", ContentFile(content))
    commit(files.remake, issue.pk)
    assert redaction_of(issue).state == "failed"
    assert why in redaction_of(issue).error
    assert not Issue.objects.get(pk=issue.pk).public_pdf


def test_staff_are_told_that_a_file_takes_too_much(issue, monkeypatch):
    def fail(*_args, **_options):
        raise ChildFailed(1)

    monkeypatch.setattr(files.documents, "sanitise", lambda _path, _file: None)
    monkeypatch.setattr(files, "run", fail)
    commit(files.remake, issue.pk)
    assert "Speicher oder Zeit" in redaction_of(issue).error


def test_nothing_is_left_of_files_that_were_made_for_nothing(issue):
    key = new_image_key()
    LockedStorage().save(image_name(key, 480), ContentFile(b"RIFF"))
    pdf = LockedStorage().save("zeitung/pdf/neu.pdf", ContentFile(b"%PDF"))
    files.NewFiles({1: key}, pdf).delete()
    assert not LockedStorage().exists(image_folder(key))
    assert not LockedStorage().exists(pdf)


@pytest.mark.parametrize("is_made", [True, False])
def test_what_is_hidden_while_files_are_made_is_not_forgotten(issue, monkeypatch, is_made):
    """Whether they can be made or not, the issue waits again."""

    def make(_issue):
        hide([Hiding("name", "asked", "Bo Listig")])
        if not is_made:
            raise files.RemakeFailed("Das ging nicht.")
        return files.NewFiles({}, LockedStorage().save("zeitung/pdf/neu.pdf", ContentFile(b"%PDF")))

    monkeypatch.setattr(files, "_make", make)
    assert not commit(files.remake, issue.pk)
    assert (redaction_of(issue).state, redaction_of(issue).error) == ("waiting", "")


def test_a_file_that_is_found_clean_for_an_older_state_is_searched_again(issue, monkeypatch):
    Page.objects.update(is_being_redacted=False)
    Issue.objects.update(public_pdf=issue.public_pdf.name)

    def search(_issue):
        hide([Hiding("name", "asked", "Bo Listig")])
        return True

    monkeypatch.setattr(files, "is_clean", search)
    assert not files.remake(issue.pk)
    assert redaction_of(issue).state == "waiting"
    assert not WithdrawnImage.objects.exists()
