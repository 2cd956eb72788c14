"""Access tokens give access, and cannot be read from the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.visitors import access_tokens
from kasch_site.visitors.models import AccessToken
from kasch_site.visitors.section import VisitorsSection

pytestmark = pytest.mark.django_db


def issue(subject="7", section="pen", purpose="manage", lasts=timedelta(days=1)):
    return access_tokens.issue(section, purpose, subject, clock.now() + lasts)


def test_a_token_can_be_used_repeatedly():
    token = issue()
    assert access_tokens.subject_of("pen", "manage", token) == "7"
    assert access_tokens.subject_of("pen", "manage", token) == "7"


def test_a_token_has_256_bits_and_is_unique():
    tokens = {issue() for _time in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}  # 32 bytes in base64 without padding


def test_only_the_hash_of_a_token_is_stored():
    token = issue()
    kept = AccessToken.objects.values().get()
    assert token not in str(kept)
    assert kept["fingerprint"] == access_tokens.fingerprint(token)
    assert access_tokens.subject_of("pen", "manage", kept["fingerprint"]) is None


def test_unknown_unrelated_and_expired_tokens_get_the_same_response_with_one_query(django_assert_num_queries):
    expired, foreign, other_purpose = issue(lasts=-timedelta(0)), issue(section="elsewhere"), issue(purpose="confirm")
    for token in (
        "",
        "nonsense",
        "x" * access_tokens.MAX_TOKEN_LENGTH,
        "\x00\ud800",
        "ä",
        expired,
        foreign,
        other_purpose,
    ):
        with django_assert_num_queries(1):
            assert access_tokens.subject_of("pen", "manage", token) is None


def test_a_revoked_token_is_invalid_and_the_others_are_not():
    gone, stays = issue("7"), issue("8")
    assert access_tokens.revoke("pen", 7) == 1
    assert access_tokens.subject_of("pen", "manage", gone) is None
    assert access_tokens.subject_of("pen", "manage", stays) == "8"


def test_expired_tokens_are_purged():
    issue(lasts=timedelta(days=1))
    assert VisitorsSection().purge(clock.now()) == 0
    assert VisitorsSection().purge(clock.now() + timedelta(days=1, seconds=1)) == 1


def test_the_database_refuses_a_duplicate_token():
    issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessToken.objects.bulk_create([AccessToken.objects.get()])


def test_a_permanent_token_is_deterministic_and_valid_once_it_is_stored():
    token = access_tokens.lasting_token("pen", "leave", "8a1c")
    assert access_tokens.subject_of("pen", "leave", token) is None
    for _time in range(2):
        access_tokens.store_lasting("pen", "leave", ["8a1c"], clock.now() + timedelta(days=1))
    assert access_tokens.lasting_token("pen", "leave", "8a1c") == token
    assert access_tokens.subject_of("pen", "leave", token) == "8a1c"
    assert AccessToken.objects.count() == 1
    others = {access_tokens.lasting_token(*parts) for parts in [("pen", "leave", "8a1d"), ("pen", "stay", "8a1c")]}
    assert token not in others


def test_a_permanent_token_cannot_be_computed_without_the_secret_key(settings):
    token = access_tokens.lasting_token("pen", "leave", "8a1c")
    settings.SECRET_KEY = "another" * 10
    assert access_tokens.lasting_token("pen", "leave", "8a1c") != token
