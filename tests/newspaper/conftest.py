"""Fixtures of the newspaper's tests."""

import pytest


@pytest.fixture(autouse=True)
def _locked_root(request, settings, tmp_path):
    """Give each test that uses the database a folder of its own for locked files."""
    settings.LOCKED_ROOT = tmp_path / "locked"
