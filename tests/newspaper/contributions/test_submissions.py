"""What residents send is stored once, with its consents in the words that were shown, and refused if one is missing."""

from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.worker.execution import run_due_jobs
from newspaper.contributions import consents, submissions
from newspaper.contributions.refusals import ContributionRefused
from newspaper.contributions.submissions import Draft
from newspaper.models import Consent, Contribution, ContributionFile, Paper
from tests.newspaper.contributions.samples import CONSENTS, PHOTO_CONSENTS, letter, photo, submit

pytestmark = pytest.mark.django_db


def fields(draft):
    return [problem.field for problem in submissions.problems(draft)]


def test_a_letter_is_stored_and_confirmed(house):
    contribution = submit()
    run_due_jobs("test")
    assert contribution.state == "received" and len(mail.outbox) == 1
    assert str(contribution) in mail.outbox[0].body and "/zeitung/meine-post/" in mail.outbox[0].body
    assert "Bank" not in mail.outbox[0].body + mail.outbox[0].subject


def test_the_same_form_twice_is_one_contribution_and_one_mail(house):
    key, person = uuid4(), {"name": "Ada", "email": "ada@example.org"}
    first, second = (submissions.submit(letter(), key, **person) for _ in range(2))
    run_due_jobs("test")
    assert first == second and Contribution.objects.count() == 1
    assert (Consent.objects.count(), len(mail.outbox)) == (2, 1)


def test_consents_keep_the_words_of_their_day(house):
    Paper(name="Der Anzeiger").save()
    contribution = submit()
    Paper(name="Ein anderer Name").save()
    first = contribution.consents.get(key="print_name")
    assert "„Der Anzeiger“" in first.words and "mit meinem vollen Namen" in first.words
    assert first.given_at == contribution.created_at


def test_every_consent_has_words_of_its_own():
    shown = [consents.consent_text(key, Paper(name="Der Anzeiger")) for key in Consent.Key]
    assert len(set(shown)) == len(Consent.Key)


def test_photos_are_stored_in_their_order(house):
    draft = Draft("photo", text="Das Fest.", consents=PHOTO_CONSENTS, photos=[photo(), photo()])
    contribution = submit(draft)
    assert [file.position for file in contribution.files.all()] == [1, 2]
    assert contribution.files.first().file_name == f"beitrag-{contribution.code}-1.jpg"


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        (letter(consents=frozenset()), ["byline"]),
        (letter(consents=frozenset({"internet"})), ["byline"]),
        (letter(consents=CONSENTS | {"guardian"}), ["guardian"]),
        (letter(text="Wort " * 201), ["text"]),
        (letter(text="Wort " * 201, consents=frozenset()), ["text", "byline"]),
        (Draft("photo", text="x", consents=PHOTO_CONSENTS), ["photo_1"]),
        (Draft("photo", text="x", consents=CONSENTS, photos=[photo()]), ["rights", "people"]),
        (Draft("article", text="x", consents=CONSENTS, photos=[photo()] * 4), ["photo_1", "rights", "people"]),
    ],
)
def test_what_is_missing_is_refused_with_the_answer_to_correct(house, draft, wrong):
    assert fields(draft) == wrong
    with pytest.raises(ContributionRefused):
        submit(draft)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    "draft",
    [
        letter(consents=frozenset({"print_initials"})),
        letter(consents=CONSENTS | {"guardian"}, guardian="Eva Schreibt, 0371 55"),
        Draft("article", title="Fest", text="Es war schön.", consents=CONSENTS),
        Draft("old_issue", title="2/2026", issue=(2, 2026)),
    ],
)
def test_nothing_more_than_needed_is_asked_for(house, draft):
    assert fields(draft) == []
    assert submit(draft).pk


def test_one_person_cannot_fill_the_list(house):
    for _ in range(submissions.MAX_OPEN):
        submit()
    with pytest.raises(ContributionRefused):
        submit(email="Ada@Example.ORG")
    assert submit(email="berta@example.org").pk


def insert(**fields):
    base = {"kind": "letter", "text": "x", "name": "Ada", "email": "a@example.org", "created_at": clock.now()}
    return Contribution.objects.create(idempotency_key=uuid4(), **{**base, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "poem"},
        {"text": ""},
        {"state": "accepted"},
        {"state": "declined", "closed_at": clock.now()},
        {"state": "done", "issue_number": 2, "issue_year": 2027},
        {"closed_at": clock.now()},
        {"issue_number": 2},
        {"issue_number": 2, "issue_year": 1066},
        {"phone": "0371 456789"},
    ],
)
def test_the_database_refuses_what_no_verb_writes(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(**fields)


def test_the_database_keeps_one_consent_of_each_kind_and_one_byline():
    row = insert()
    Consent.objects.create(contribution=row, key="print_name", words="Ja.")
    for key in ("print_name", "print_initials"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(contribution=row, key=key, words="Ja.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(contribution=row, key="people", words="")


def test_the_database_keeps_few_photos_and_only_pictures():
    row, facts = insert(), {"file": "x", "width": 1, "height": 1, "size": 1}
    for position, content_type in ((4, "image/jpeg"), (0, "image/jpeg"), (1, "text/html")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContributionFile.objects.create(contribution=row, position=position, content_type=content_type, **facts)
