"""How long contributions are kept, with their consents and photos, and what a person is told about them."""

from datetime import timedelta

import pytest

from kasch_site.common import clock
from kasch_site.messaging.models import Message
from kasch_site.visitors.models import AccessToken
from newspaper import retention as section
from newspaper.contributions import decisions, retention
from newspaper.contributions.decisions import Decision
from newspaper.contributions.notifications import MANAGE
from newspaper.contributions.submissions import Draft
from newspaper.models import Consent, Contribution, ContributionFile
from tests.newspaper.contributions.samples import PHOTO_CONSENTS, photo, submit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENDS = {
    "received": (None, retention.OPEN_CONTRIBUTION_RETENTION),
    "done": (Decision("done", 2, 2027), retention.PRINTED_CONTRIBUTION_RETENTION),
    "declined": (Decision("declined", reason="Zu lang."), retention.DECLINED_CONTRIBUTION_RETENTION),
    "withdrawn": ("withdraw", retention.WITHDRAWN_CONTRIBUTION_RETENTION),
}


@pytest.fixture
def contribution(house):
    row = submit(Draft("photo", text="Das Fest.", consents=PHOTO_CONSENTS, photos=[photo()]))
    MANAGE.url_for(row)
    return row


def is_everything_erased():
    return not any(model.objects.exists() for model in (Contribution, Consent, ContributionFile, Message, AccessToken))


@pytest.mark.parametrize("state", ENDS)
def test_each_state_has_its_end(contribution, state):
    decision, period = ENDS[state]
    if decision == "withdraw":
        decisions.withdraw(contribution)
    elif decision:
        decisions.decide(contribution, decision)
    now = clock.now()
    assert section.purge(now + period - DAY) == 0
    assert (
        retention.in_retention(now + period - DAY).exists() and not retention.in_retention(now + period + DAY).exists()
    )
    assert section.purge(now + period + DAY) == 1
    assert is_everything_erased()


def test_a_person_sees_everything_and_can_have_it_erased(contribution):
    (data,) = section.export("ADA@example.org")
    told = " ".join(map(str, data.values()))
    assert all(words in told for words in ("Das Fest.", "Ich habe das Foto selbst gemacht", "1 Foto", "eingegangen"))
    decisions.withdraw_consent(contribution, "internet")
    assert "zurückgenommen am" in " ".join(map(str, section.export("ada@example.org")[0].values()))
    assert section.erase_person("ada@example.org") == 1
    assert is_everything_erased()
