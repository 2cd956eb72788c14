"""Fixtures for house files: a folder to be changed, on a Tuesday in December."""

import shutil

import pytest

from tests.conftest import DEMO_TIME
from tests.support.guards.own_code import ROOT


@pytest.fixture
def folder(tmp_path, time_machine, settings):
    """Return a copy of the second house, with its own media folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    time_machine.move_to(DEMO_TIME)
    return shutil.copytree(ROOT / "tests" / "second_house", tmp_path / "house")
