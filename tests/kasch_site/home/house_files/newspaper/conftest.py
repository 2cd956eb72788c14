"""The paper of the demo house, typeset once for the tests of this folder."""

import pytest
from django.utils import translation

from kasch_site.home.house_files import DEMO_FOLDER
from kasch_site.home.house_files.newspaper.paper import read_paper
from kasch_site.home.house_files.newspaper.typesetting import typeset
from kasch_site.home.house_files.reading.folder import HouseFolder
from tests.conftest import DEMO_TIME


@pytest.fixture(scope="session")
def paper():
    """Return the paper of the demo house on a day in December."""
    return read_paper(HouseFolder(DEMO_FOLDER), DEMO_TIME.date())


@pytest.fixture(scope="session")
def typeset_issues(paper):
    """Return pairs of an issue of the paper and its PDF."""
    with translation.override("de"):
        return [(issue, typeset(paper.head, issue.appearance, issue.pages)) for issue in paper.issues]
