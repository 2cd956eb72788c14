"""The index of the catalogue follows changes of subjects, kinds of media and languages."""

import pytest
from django.urls import reverse

from kasch_site.common.search import indexing
from kasch_site.common.search.queries import search
from kasch_site.house.models import Language
from kasch_site.worker.models import Job
from library.models import MediumKind, Subject

pytestmark = pytest.mark.django_db
TITLES = 5


@pytest.fixture
def crime(make_title, make_copy):
    """Return a subject with some titles."""
    subject = Subject.objects.create(name="Krimi", slug="krimi")
    for number in range(TITLES):
        title = make_title(f"Titel {number}")
        title.subjects.add(subject)
        make_copy(title)
    return subject


@pytest.fixture
def index_limits(monkeypatch):
    """Return a function that sets how many documents are indexed immediately, and in one background batch."""

    def limit(max_immediate, batch=2):
        monkeypatch.setattr(indexing, "MAX_IMMEDIATE", max_immediate)
        monkeypatch.setattr(indexing, "STALE_BATCH", batch)

    return limit


def found(entered):
    return search(entered, kinds=["library.title"]).total


def rename(record, name):
    record.name = name
    record.save()


def test_a_few_titles_are_found_by_the_new_name_of_their_subject_at_once(crime, index_limits):
    index_limits(TITLES)
    rename(crime, "Thriller")
    assert (found("krimi"), found("thriller"), indexing.stale_documents()) == (0, TITLES, 0)
    assert not Job.objects.exists()


def test_many_titles_are_indexed_in_the_background(crime, index_limits, run_jobs, django_assert_max_num_queries):
    index_limits(TITLES - 1)
    with django_assert_max_num_queries(20):
        rename(crime, "Thriller")
    assert (found("krimi"), found("thriller")) == (TITLES, 0), "until then they are found by the old name"
    run_jobs()
    assert (found("krimi"), found("thriller"), indexing.stale_documents()) == (0, TITLES, 0)
    assert Job.objects.get().done == TITLES


def test_a_kind_of_medium_is_followed_like_a_subject(crime, book_medium, index_limits, run_jobs):
    index_limits(2)
    rename(book_medium, "Schmöker")
    run_jobs()
    assert (found("buch"), found("schmöker")) == (0, TITLES)


def test_a_deleted_subject_of_many_titles_is_removed_from_the_search(crime, index_limits, run_jobs):
    index_limits(2)
    crime.delete()
    run_jobs()
    assert (found("krimi"), found("titel")) == (0, TITLES)


def test_one_job_waits_however_often_something_is_renamed(crime, index_limits, run_jobs):
    index_limits(2)
    for name in ("Thriller", "Spannendes"):
        rename(crime, name)
    assert Job.objects.count() == 1
    run_jobs()
    assert (found("thriller"), found("spannendes")) == (0, TITLES)


def test_a_change_while_documents_are_updated_is_not_lost(crime, index_limits, monkeypatch, run_jobs):
    index_limits(2)
    rename(crime, "Thriller")
    write = indexing.index_texts

    def interrupted(kind, found_by):
        monkeypatch.setattr(indexing, "index_texts", write)
        rename(crime, "Spannendes")
        return write(kind, found_by)

    monkeypatch.setattr(indexing, "index_texts", interrupted)
    run_jobs()
    assert (found("thriller"), found("spannendes")) == (0, TITLES)


@pytest.mark.parametrize(("max_immediate", "is_said"), [(2, True), (TITLES, False)])
def test_staff_see_that_the_search_is_updated_later(crime, index_limits, client, admin_user, max_immediate, is_said):
    index_limits(max_immediate)
    client.force_login(admin_user)
    address = reverse("admin:library_subject_change", args=[crime.pk])
    sent = {"name": "Thriller", "slug": "krimi", "order": "0"}
    page = client.post(address, sent, follow=True).content.decode()
    assert ("die Suche kennt es in ein paar Minuten" in page) == is_said
    assert Subject.objects.get().name == "Thriller"


def test_the_name_of_a_language_is_followed(make_copy, make_title):
    language = Language.objects.create(code="uk", name="Ukrainisch")
    title = make_title("Kobzar")
    make_copy(title)
    title.languages.add(language)
    assert "Ukrainisch" in search("kobzar").hits[0].summary
    rename(language, "Ukrainische Sprache")
    assert "Ukrainische Sprache" in search("kobzar").hits[0].summary


def test_a_kind_without_titles_needs_no_job(book_medium, index_limits):
    index_limits(0)
    rename(MediumKind.objects.create(name="Spiel", slug="spiel"), "Brettspiel")
    assert not Job.objects.exists()
