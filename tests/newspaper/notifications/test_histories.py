"""Random histories of subscribers and issues: never a mail without consent, never two of one issue to one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common import clock
from kasch_site.messaging.newsletters import messages, sending
from kasch_site.messaging.newsletters.catalogue import newsletter_of
from newspaper.models import Issue, Paper
from newspaper.notifications.issue_by_mail import IssueByMail
from tests.kasch_site.messaging.newsletters.histories import EVENTS_OF_SUBSCRIBERS, NewsletterHistory, rolled_back
from tests.proving import examples

NAMES = ["Linde", "Eiche", "Buche"]
VERBS = ["appear", "withdraw", "renumber", "upload again", "upload with another number", "send", "interrupt"]
EVENTS = st.one_of(EVENTS_OF_SUBSCRIBERS, st.tuples(st.sampled_from(VERBS), st.sampled_from(NAMES)))


@pytest.fixture
def post(house):
    Paper.objects.create(name="Blatt")
    messages._rendered_editions.clear()
    return newsletter_of(IssueByMail.key)


@examples(20, 10_000, shares_fixtures=True)
@given(history=st.lists(EVENTS, max_size=30))
def test_no_history_sends_a_mail_without_consent_or_an_issue_twice(post, history):
    with rolled_back():
        IssueHistory(post).run(history)


class IssueHistory(NewsletterHistory):
    """A history with issues, identified by their theme, which no correction changes; mails name the theme."""

    def __init__(self, post):
        super().__init__(post, "Blatt")

    def edition_in(self, message):
        issue = next(Issue.objects.get(theme=name) for name in NAMES if f"Das Thema: {name}" in message.body)
        assert issue.is_published()
        return issue.theme

    def appear(self, name):
        issue = Issue.objects.filter(theme=name).first() or self._new(name)
        Issue.objects.filter(pk=issue.pk).publish()

    def withdraw(self, name):
        Issue.objects.filter(theme=name).withdraw()

    def renumber(self, name):
        for issue in Issue.objects.filter(theme=name):
            issue.number = self._free_number()
            issue.save()

    def upload_again(self, name):
        """Delete an issue and upload it again."""
        for issue in Issue.objects.filter(theme=name):
            Issue.objects.filter(pk=issue.pk).delete()
            again = self._new(name, number=issue.number, status=issue.status)
            assert again.edition_key == issue.edition_key

    def upload_with_another_number(self, name):
        """Delete an issue and upload the same file again, with a number that is wrong."""
        for issue in Issue.objects.filter(theme=name):
            Issue.objects.filter(pk=issue.pk).delete()
            again = self._new(name, status=issue.status)
            assert again.edition_key == issue.edition_key

    def send(self, name):
        for issue in self._sendable(name):
            super().send(issue.edition_key)

    def interrupt(self, name):
        for issue in self._sendable(name):
            super().interrupt(issue.edition_key)

    def _new(self, name, **fields):
        fields = {"number": self._free_number(), "file_sha256": name * 8, **fields}
        return Issue.objects.create(theme=name, year=2026, published_on=clock.today(), **fields)

    def _free_number(self):
        return next(number for number in range(1, 60) if not Issue.objects.filter(number=number).exists())

    def _sendable(self, name):
        offered = [edition.key for edition in self.newsletter.editions(clock.now())]
        found = Issue.objects.filter(theme=name)
        for issue in found.exclude(edition_key__in=offered):
            with pytest.raises(sending.EditionNotAvailable):
                sending.send(self.newsletter, issue.edition_key)
        return found.filter(edition_key__in=offered)
