"""An issue with a file in which a name is planted everywhere, hidden once for all tests of the module."""

from uuid import uuid4

import pytest
from django.conf import settings as site
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, TestCase, override_settings

from kasch_site.accounts.models import User
from kasch_site.common.caching import versions
from kasch_site.common.history.recording import recording
from kasch_site.house.models import House
from kasch_site.worker.execution import run_due_jobs
from kasch_site.worker.models import Job
from newspaper.editing import reports
from newspaper.models import Article, Issue, Place, Subject
from newspaper.redaction.hiding import Hiding, hide
from tests.newspaper.factories import make_article, make_issue
from tests.newspaper.redaction.planted import planted
from tests.support.files.stored_files import roots_in

NAME = "Anna Müller"
PLACES = ("bookmark", "properties", "xmp", "actual_text", "marked_content", "note", "leftover")
PAGES = (
    ["Das Fest war schön.", "Frau Anna Müller kam spät, sagt Anna", "Müller, und Anna Mül-", "ler ging."],
    ["Auf Seite zwei", "steht ihr Name nicht."],
    ["Auf Seite drei", "steht er auch nicht."],
)
TEXTS = (
    "Das Fest war schön. Frau Anna Müller kam spät, sagt Anna Müller, und Anna Müller ging.",
    "Vom Bild gelesen: Anna Müller.",
    "Auf Seite drei steht er auch nicht.",
)
ADDRESSES = ("/zeitung/2026/3/", "/zeitung/2026/3/seite/1/", "/zeitung/2026/3/gross/")
OVERVIEWS = ("/zeitung/", "/zeitung/themen/", "/zeitung/neu.atom")


def issue_with_file(number=3, year=2026, *, texts=TEXTS, pages=PAGES, places=PLACES) -> Issue:
    """Create a published issue that was taken in: original, public PDF, images."""
    content = planted(NAME, *pages, **dict.fromkeys(places, True))
    issue = make_issue(number, year, texts=texts, images=True)
    issue.original.save("original.pdf", ContentFile(content), save=False)
    issue.public_pdf.save("ausgabe.pdf", ContentFile(content), save=False)
    issue.public_size = len(content)
    issue.save()
    return issue


def commit(verb, *args, **kwargs):
    """Call a verb; what is to be done after its transaction is done, though the test rolls it back."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return verb(*args, **kwargs)


def run_jobs():
    """Do what waits in the background."""
    commit(run_due_jobs, "test")
    assert list(Job.objects.failed().values_list("error", flat=True)) == []


class Scene:
    """An issue, and what was known of it before the name was hidden."""

    def __init__(self):
        House.objects.create(name="Testhaus am Platz", short_name="Testhaus", operator="Testverein e.V.")
        self.user = User.objects.create_superuser("chef", "chef@example.org", "geheim")
        self.issue = issue_with_file()
        self._add_articles()
        reports.report(self.issue.pages.get(number=1), "Anna Müller schreibt sich anders.", uuid4())
        self.keys = dict(self.issue.pages.values_list("number", "image_key"))
        self.client = Client()
        own = Article.objects.get().get_absolute_url()
        self.addresses = [*ADDRESSES, *OVERVIEWS, own, f"{own}gross/"]
        self.cached = {address: self.client.get(address) for address in self.addresses}

    def _add_articles(self):
        issue = self.issue
        with recording(self.user):
            article = make_article(issue, title="Anna Müller wird 90", author="Anna Müller; Bo Li", text="Anna Müller!")
            article.summary = "Über Anna Müllers Leben"
            article.save()
            article.subjects.add(Subject.objects.create(name="Anna Müller"))
            article.places.add(Place.objects.create(name="Haus der Anna Müller"))
            make_article(issue, title="Nachruf auf Anna Müller", page=3).delete()
        kind = ContentType.objects.get_for_model(Article)
        LogEntry.objects.create(user=self.user, content_type=kind, object_repr=article.title, action_flag=CHANGE)

    def hide(self):
        commit(hide, [Hiding("name", "asked", NAME)], by=self.user)
        run_jobs()
        self.issue.refresh_from_db()


@pytest.fixture(scope="module")
def scene_of_module(django_db_setup, django_db_blocker, tmp_path_factory):
    """Hide the name once; each test rolls back its own changes only."""
    files = override_settings(**roots_in(tmp_path_factory.mktemp("files")))
    with django_db_blocker.unblock(), files, transaction.atomic():
        scene = Scene()
        scene.folder = site.LOCKED_ROOT
        scene.hide()
        yield scene
        transaction.set_rollback(True)
    versions.clear_all()


@pytest.fixture
def scene(scene_of_module, db, settings):
    """Return the issue in which the name is hidden."""
    settings.LOCKED_ROOT = scene_of_module.folder
    scene_of_module.issue.refresh_from_db()
    return scene_of_module
