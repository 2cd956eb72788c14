"""An issue by mail: which can be sent, what the mail says, and that it stays one issue when it is renumbered."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import IntegrityError, transaction

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import NEWSPAPER
from kasch_site.common import clock
from kasch_site.messaging.models import Dispatch
from kasch_site.messaging.newsletters import sending, subscriptions
from kasch_site.messaging.newsletters.catalogue import newsletter_of, newsletters
from kasch_site.messaging.newsletters.subscriptions import current_consent_text
from kasch_site.worker import execution
from newspaper.models import Issue, Page, Paper
from newspaper.notifications.issue_by_mail import IssueByMail
from tests.newspaper.factories import make_article, make_issue

KEY = IssueByMail.key


@pytest.fixture
def paper(house):
    return Paper.objects.create(name="Blatt")


def new_issue(number=3, **fields):
    return make_issue(number, published_on=clock.today(), **fields)


def send(issue):
    dispatch = sending.send(newsletter_of(KEY), issue.edition_key)
    execution.run_due_jobs("test")
    return dispatch


def test_a_house_without_a_paper_offers_none(house):
    assert KEY not in [each.key for each in newsletters()]


def test_the_newest_two_published_issues_can_be_sent_and_the_newest_is_due(paper):
    for number in (9, 10, 11):
        new_issue(number)
    new_issue(12, status=Issue.Status.DRAFT)
    editions = newsletter_of(KEY).editions(clock.now())
    assert [(each.key, each.name, each.is_due) for each in editions] == [
        ("2026-10", "Die Ausgabe 10/2026", False),
        ("2026-11", "Die Ausgabe 11/2026", True),
    ]


def test_nobody_is_reminded_of_an_old_issue_that_is_added_to_the_archive(paper):
    make_issue(4, 2009)
    assert [each.is_due for each in newsletter_of(KEY).editions(clock.now())] == [False]
    Issue.objects.update(published_on=None)
    assert [each.is_due for each in newsletter_of(KEY).editions(clock.now())] == [False]


def test_the_mail_lists_the_contents_of_the_issue_with_links(paper):
    issue = new_issue(texts=["Eins", "Zwei"], theme="Bäume")
    make_article(issue, "Die Linde bleibt", 2, author="A. Beier; C. Decker")
    subscriptions.add_on_paper("ada@example.org", [newsletter_of(KEY)])
    send(issue)
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Blatt 3/2026", ["ada@example.org"])
    assert message.body.startswith(
        "Guten Tag,\n\n"
        "die Ausgabe 3/2026 unserer Zeitung „Blatt“ ist da.\n\n"
        "Das Thema: Bäume\n\n"
        "Was darin steht:\n"
        "- Die Linde bleibt (Seite 2)\n"
        "  von A. Beier, C. Decker\n\n"
        "Lesen können Sie sie hier, auch in großer Schrift und zum Vorlesen:\n"
    )
    assert issue.get_absolute_url() in message.body
    assert "Testhaus am Platz" in message.body
    assert "„Die Zeitung Blatt“ bestellt" in message.body


def test_what_is_hidden_is_not_in_the_mail(paper):
    issue = new_issue()
    make_article(issue, "Was niemand lesen soll", 2)
    Page.objects.filter(number=2).update(hidden_at=clock.now(), text="")
    assert "niemand lesen" not in IssueByMail().edition_text(issue.edition_key).text


def test_an_issue_that_is_withdrawn_before_the_mail_leaves_is_not_sent(paper):
    issue = new_issue()
    subscriptions.add_on_paper("ada@example.org", [newsletter_of(KEY)])
    sending.send(newsletter_of(KEY), issue.edition_key)
    Issue.objects.all().withdraw()
    execution.run_due_jobs("test")
    assert mail.outbox == []


def test_a_renumbered_issue_is_not_sent_twice_and_its_old_number_can_be_sent_later(paper):
    wrong = new_issue(3)
    subscriptions.add_on_paper("ada@example.org", [newsletter_of(KEY)])
    send(wrong)
    wrong.number = 4
    wrong.save()
    dispatch = send(wrong)
    assert (Dispatch.objects.count(), dispatch.copies.count(), len(mail.outbox)) == (1, 1, 1)
    right = new_issue(3)
    assert (wrong.edition_key, right.edition_key) == ("2026-3", "2026-3-2")
    send(right)
    assert [message.subject for message in mail.outbox] == ["Blatt 3/2026", "Blatt 3/2026"]


def test_an_issue_that_is_deleted_and_uploaded_again_is_not_sent_twice(paper):
    subscriptions.add_on_paper("ada@example.org", [newsletter_of(KEY)])
    issue = new_issue()
    send(issue)
    issue.delete()
    send(new_issue())
    assert len(mail.outbox) == 1


def test_two_issues_never_share_an_edition(paper):
    new_issue(3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(number=4, year=2026, edition_key="2026-3")


def test_the_consent_names_the_paper(paper):
    new_issue()
    text = current_consent_text(newsletter_of(KEY)).text
    assert text.startswith("Die Zeitung Blatt: Wenn eine neue Ausgabe erscheint")


def test_the_address_to_subscribe_selects_the_paper(client, paper):
    new_issue()
    page = client.get(IssueByMail().subscribe_url())
    assert page.context["form"]["wanted"].value() == [KEY]


def test_an_issue_is_reminded_of_for_a_month(paper, time_machine):
    new_issue()
    time_machine.shift(timedelta(days=30))
    assert newsletter_of(KEY).editions(clock.now())[0].is_due
    time_machine.shift(timedelta(days=1))
    assert not newsletter_of(KEY).editions(clock.now())[0].is_due


def test_the_role_of_the_paper_sends_the_paper_and_no_other_newsletter(client, paper):
    issue = new_issue()
    for key in (KEY, "events:plan"):
        subscriptions.add_on_paper("ada@example.org", [newsletter_of(key)])
    user = User.objects.create_user("nele", is_staff=True)
    user.groups.add(Group.objects.get(name=NEWSPAPER))
    client.force_login(user)
    month = f"{clock.today():%Y-%m}"
    for key, edition, answers in ((KEY, issue.edition_key, [200, 302]), ("events:plan", month, [403, 403])):
        address = f"/admin/messaging/dispatch/{key}/{edition}/"
        assert [client.get(address).status_code, client.post(address).status_code] == answers
    listed = client.get("/admin/messaging/dispatch/").content.decode()
    assert "Die Ausgabe 3/2026" in listed
    assert "Der Plan für" not in listed
    assert "Der Plan für" not in client.get("/admin/").content.decode()
