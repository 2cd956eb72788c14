"""What becomes of a contribution: decided by staff, withdrawn by the person, and each time the person knows."""

import pytest
from django.core import mail

from kasch_site.messaging.models import Message
from kasch_site.worker.execution import run_due_jobs
from newspaper.contributions import decisions
from newspaper.contributions.decisions import Decision
from newspaper.contributions.refusals import ContributionRefused
from newspaper.contributions.submissions import Draft
from newspaper.models import Contribution
from tests.newspaper.contributions.samples import submit

pytestmark = pytest.mark.django_db
ACCEPTED, DONE = Decision("accepted", 2, 2027), Decision("done", 2, 2027)
DECLINED = Decision("declined", reason="Das Thema hatten wir gerade.")


@pytest.fixture
def contribution(house):
    row = submit()
    run_due_jobs("test")
    mail.outbox.clear()
    return row


def mails():
    run_due_jobs("test")
    return [message.body for message in mail.outbox]


@pytest.mark.parametrize(
    ("decision", "words"),
    [(ACCEPTED, "in die Ausgabe 2/2027"), (DONE, "in der Ausgabe 2/2027"), (DECLINED, "Das Thema hatten wir gerade.")],
)
def test_the_person_is_notified(contribution, decision, words):
    decisions.decide(contribution, decision)
    (text,) = mails()
    assert words in text and contribution.spelled_code in text


def test_without_a_message_nobody_is_notified(contribution):
    decisions.decide(contribution, ACCEPTED, is_notified=False)
    assert mails() == []


def test_the_same_decision_again_is_no_second_message(contribution):
    for _ in range(2):
        decisions.decide(contribution, ACCEPTED)
    assert len(mails()) == 1


def test_only_the_last_decision_is_notified(contribution):
    decisions.decide(contribution, ACCEPTED)
    decisions.decide(contribution, DECLINED)
    (text,) = mails()
    assert "leider nicht drucken" in text


def test_a_person_with_a_phone_is_called_about_decisions_alone(house):
    contribution = submit(phone="0371 456789")
    assert not Message.objects.exists()
    decisions.decide(contribution, ACCEPTED)
    assert Message.objects.get().channel == "phone"


def test_the_state_of_an_old_issue_has_its_own_words(house):
    contribution = submit(Draft("old_issue", title="2/2026", issue=(2, 2026)))
    mails()
    mail.outbox.clear()
    row = decisions.decide(contribution, Decision("done"))
    assert (row.issue_name, row.get_state_display()) == ("2/2026", "bei uns angekommen")
    assert "bei uns angekommen" in mails()[0]


@pytest.mark.parametrize(
    ("decision", "field"),
    [(Decision("accepted"), "issue_number"), (Decision("done", 2), "issue_number"), (Decision("declined"), "reason")],
)
def test_an_incomplete_decision_is_refused(contribution, decision, field):
    with pytest.raises(ContributionRefused) as refused:
        decisions.decide(contribution, decision)
    assert refused.value.field == field
    assert Contribution.objects.get().state == "received"


def test_what_is_withdrawn_cannot_be_accepted(contribution):
    decisions.withdraw(contribution)
    with pytest.raises(ContributionRefused):
        decisions.decide(contribution, ACCEPTED)
    assert Contribution.objects.get().state == "withdrawn" and len(mails()) == 1


def test_what_is_printed_cannot_be_withdrawn(contribution):
    decisions.decide(contribution, DONE)
    with pytest.raises(ContributionRefused):
        decisions.withdraw(contribution)


@pytest.mark.parametrize("key", ["print_name"])
def test_without_a_consent_that_is_needed_nothing_is_printed(contribution, key):
    decisions.decide(contribution, ACCEPTED)
    decisions.withdraw_consent(contribution, key)
    row = Contribution.objects.get()
    assert row.state == "withdrawn" and not row.consents.get(key=key).is_valid


def test_without_the_internet_it_is_still_printed(contribution):
    decisions.withdraw_consent(contribution, "internet")
    assert Contribution.objects.get().state == "received"
    assert not Contribution.objects.to_settle().exists()


def test_a_consent_withdrawn_after_printing_waits_for_staff(contribution):
    decisions.decide(contribution, DONE)
    decisions.withdraw_consent(contribution, "internet")
    first = contribution.consents.get(key="internet").withdrawn_at
    decisions.withdraw_consent(contribution, "internet")
    assert contribution.consents.get(key="internet").withdrawn_at == first
    assert list(Contribution.objects.to_settle()) == [contribution]
    assert decisions.settle_withdrawn(contribution) == 1
    assert not Contribution.objects.to_settle().exists()
