"""Photos of contributions are files in the locked folder, and gone with the contribution."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from newspaper.contributions import photo_files, retention
from newspaper.contributions.photo_files import LEFTOVER_RETENTION
from newspaper.contributions.records import purge
from newspaper.contributions.submissions import Draft
from newspaper.models import ContributionFile
from tests.newspaper.contributions.samples import PHOTO_CONSENTS, photo, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def contribution(house):
    return submit(Draft("photo", text="Das Fest.", consents=PHOTO_CONSENTS, photos=[photo(), photo()]))


@pytest.fixture
def files(settings):
    """Return a function that counts the files in the locked folder."""
    return lambda: sum(path.is_file() for path in settings.LOCKED_ROOT.rglob("*"))


def test_each_photo_is_a_file_with_a_random_name(contribution, files):
    rows = list(contribution.files.all())
    assert files() == len({row.file.name for row in rows}) == 2
    assert contribution.code not in rows[0].file.name
    with rows[0].file.open("rb") as file:
        assert file.read() == photo().content


def test_a_photo_is_erased_with_the_person(contribution, files, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        purge(clock.now() + retention.OPEN_CONTRIBUTION_RETENTION + timedelta(days=1))
    assert (ContributionFile.objects.count(), files()) == (0, 0)


@pytest.mark.real_time
def test_files_of_a_rolled_back_transaction_are_deleted_the_next_day(contribution, files):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        photo_files.store(submit(), [photo()])
        raise ZeroDivisionError
    assert files() == 3
    assert photo_files.purge(clock.now()) == 0
    assert photo_files.purge(clock.now() + LEFTOVER_RETENTION + timedelta(hours=1)) == 1
    assert files() == 2


def test_a_row_has_a_file(contribution):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContributionFile.objects.update(file="")
