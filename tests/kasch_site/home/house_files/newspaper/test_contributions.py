"""Samples of what residents send to the paper: with their consents and a photo, and nobody is notified."""

from datetime import date

import pytest

from kasch_site.home.house_files import DEMO_FOLDER
from kasch_site.home.house_files.newspaper import contributions
from kasch_site.home.house_files.reading.folder import HouseFolder
from kasch_site.home.house_files.reading.records import HouseFileError
from kasch_site.messaging.models import Message
from newspaper.models import Contribution


@pytest.fixture
def samples(db, settings, tmp_path):
    settings.LOCKED_ROOT = tmp_path / "locked"
    contributions.write(HouseFolder(DEMO_FOLDER), date(2026, 12, 1))
    return Contribution.objects.all()


def test_each_says_that_it_is_a_sample_and_nobody_is_notified(samples):
    assert {row.kind for row in samples} == {"letter", "photo", "old_issue"}
    assert all(row.name.startswith("Beispiel: ") for row in samples)
    assert not Message.objects.exists()


def test_a_photo_has_a_file_and_all_consents(samples):
    row = samples.get(kind="photo")
    assert [consent.key for consent in row.consents.all()] == ["print_initials", "internet", "people", "rights"]
    photo = row.files.get()
    assert (photo.width, photo.height, photo.file.size) == (1200, 800, photo.size)


def test_an_old_issue_has_its_number_and_needs_no_consent(samples):
    row = samples.get(kind="old_issue")
    assert (row.issue_name, row.consents.count()) == ("2/2009", 0)


def test_an_issue_without_its_year_is_a_mistake(db, tmp_path):
    for name in ("house.toml", "contributions.toml"):
        (tmp_path / name).write_text(
            (DEMO_FOLDER / name).read_text().replace('"2/2009"', '"2"').replace("photo =", "#")
        )
    with pytest.raises(HouseFileError, match="issue: must be number and year"):
        contributions.write(HouseFolder(tmp_path), date(2026, 12, 1))
