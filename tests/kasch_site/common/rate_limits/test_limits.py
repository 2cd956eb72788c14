"""Limits: for one visitor, for the house, for everybody; counted exactly, also by several processes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.common.models import RateLimitCount
from kasch_site.common.rate_limits import limits
from kasch_site.common.rate_limits.client import client_of
from kasch_site.visitors.section import VisitorsSection
from tests.support.threads import at_once

SMALL = limits.Limit("small", visitor=3, house=5, everybody=8)


@pytest.fixture(autouse=True)
def ten(time_machine):
    time_machine.move_to("2026-11-24 10:15+01:00", tick=False)
    return time_machine


def allowed(client, tries):
    return [limits.allow(SMALL, client) for _time in range(tries)].count(True)


@pytest.mark.django_db
def test_a_visitor_has_so_many_tries_an_hour_and_another_visitor_as_many(ten):
    assert allowed("one", 10) == 3
    assert allowed("two", 10) == 3
    ten.shift(timedelta(minutes=44))
    assert allowed("one", 1) == 0
    ten.shift(timedelta(minutes=1))
    assert allowed("one", 10) == 3


@pytest.mark.django_db
def test_what_one_visitor_tries_in_vain_is_not_taken_from_the_others():
    allowed("one", 100)
    assert allowed("two", 3) == 3


@pytest.mark.django_db
def test_all_together_have_a_limit_however_many_visitors_they_are():
    assert sum(allowed(f"visitor {number}", 1) for number in range(20)) == SMALL.everybody


@pytest.mark.django_db
def test_who_has_65536_networks_cannot_use_up_what_everybody_has_together(rf, monkeypatch):
    monkeypatch.setattr(limits, "NETWORK_FACTOR", 2)
    clients = [client_of(rf.get("/", REMOTE_ADDR=f"2001:db8:1:{number}::1")) for number in range(10)]
    assert [allowed(client, 1) for client in clients] == [1] * 6 + [0] * 4
    assert allowed(client_of(rf.get("/", REMOTE_ADDR="2001:db8:2:1::1")), 2) == 2


@pytest.mark.django_db
def test_who_cannot_be_told_apart_shares_the_limit_of_everybody():
    assert allowed("", 20) == SMALL.everybody


@pytest.mark.django_db
def test_the_network_of_the_house_has_a_limit_of_its_own_also_when_strangers_have_used_up_theirs():
    allowed("", 20)
    assert allowed("house", 10) == SMALL.house


@pytest.mark.django_db
def test_one_limit_takes_nothing_from_another():
    allowed("one", 3)
    assert limits.allow(limits.FORMS, "one")


@pytest.mark.django_db
def test_of_a_visitor_only_a_hash_is_kept_and_that_for_a_day(ten):
    allowed("203.0.113.7", 3)
    rows = list(RateLimitCount.objects.values())
    assert len(rows) == 2
    assert "203.0.113.7" not in str(rows)
    assert VisitorsSection().purge(clock.now() + timedelta(hours=23)) == 0
    assert VisitorsSection().purge(clock.now() + timedelta(hours=24)) == 2


@pytest.mark.django_db
def test_the_database_counts_one_hour_in_one_row():
    allowed("one", 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row = RateLimitCount.objects.first()
        RateLimitCount.objects.bulk_create([RateLimitCount(fingerprint=row.fingerprint, since=row.since)])


def test_tries_at_the_same_moment_are_counted_and_allowed_as_if_one_after_the_other(transactional_db):
    limit = limits.Limit("moment", visitor=30, house=30, everybody=60)
    batches = at_once(4, lambda: [limits.allow(limit, "one") for _ in range(15)])
    assert sum(batch.count(True) for batch in batches) == 30
    assert sorted(RateLimitCount.objects.values_list("count", flat=True)) == [30, 60]


def test_guessing_a_code_takes_longer_than_anybody_lives():
    from kasch_site.visitors import reference_codes

    tries = len(reference_codes.ALPHABET) ** reference_codes.LENGTH / 10_000
    years = tries / (limits.GUESSES.everybody + limits.GUESSES.house) / 24 / 365
    assert round(years) >= 19
