"""What tests of house files share: a folder that each of them changes, on a Tuesday in December."""

import shutil

import pytest

from tests.conftest import DEMO_TIME
from tests.support.own_code import ROOT


@pytest.fixture
def folder(tmp_path, time_machine, settings):
    """A copy of the second house; what is loaded from it has a folder of files of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    time_machine.move_to(DEMO_TIME)
    return shutil.copytree(ROOT / "tests" / "second_house", tmp_path / "house")
