"""Rate limits per visitor, for the house and for everybody, counted exactly across processes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.common.models import RateLimitCount
from kasch_site.common.rate_limits import limits
from kasch_site.common.rate_limits.client import client_of
from kasch_site.visitors.section import VisitorsSection
from tests.support.processes.threads import run_concurrently

SMALL = limits.Limit("small", visitor=3, house=5, everybody=8)


@pytest.fixture(autouse=True)
def quarter_past_ten(time_machine):
    time_machine.move_to("2026-11-24 10:15+01:00", tick=False)
    return time_machine


def allowed(client, tries):
    return [limits.allow(SMALL, client) for _time in range(tries)].count(True)


@pytest.mark.django_db
def test_each_visitor_has_a_limit_per_hour(quarter_past_ten):
    assert allowed("one", 10) == 3
    assert allowed("two", 10) == 3
    quarter_past_ten.shift(timedelta(minutes=44))
    assert allowed("one", 1) == 0
    quarter_past_ten.shift(timedelta(minutes=1))
    assert allowed("one", 10) == 3


@pytest.mark.django_db
def test_refused_attempts_of_one_visitor_do_not_count_against_others():
    allowed("one", 100)
    assert allowed("two", 3) == 3


@pytest.mark.django_db
def test_all_visitors_together_have_a_limit():
    assert sum(allowed(f"visitor {number}", 1) for number in range(20)) == SMALL.everybody


@pytest.mark.django_db
def test_a_client_with_65536_networks_cannot_exhaust_the_shared_limit(rf, monkeypatch):
    monkeypatch.setattr(limits, "NETWORK_FACTOR", 2)
    clients = [client_of(rf.get("/", REMOTE_ADDR=f"2001:db8:1:{number}::1")) for number in range(10)]
    assert [allowed(client, 1) for client in clients] == [1] * 6 + [0] * 4
    assert allowed(client_of(rf.get("/", REMOTE_ADDR="2001:db8:2:1::1")), 2) == 2


@pytest.mark.django_db
def test_unidentifiable_clients_share_the_limit_of_all_visitors():
    assert allowed("", 20) == SMALL.everybody


@pytest.mark.django_db
def test_the_network_of_the_house_has_its_own_limit_when_the_shared_one_is_exhausted():
    allowed("", 20)
    assert allowed("house", 10) == SMALL.house


@pytest.mark.django_db
def test_limits_are_independent():
    allowed("one", 3)
    assert limits.allow(limits.FORMS, "one")


@pytest.mark.django_db
def test_only_a_hash_of_a_visitor_is_stored_for_one_day(quarter_past_ten):
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


def test_concurrent_attempts_are_counted_and_allowed_as_if_sequential(transactional_db):
    limit = limits.Limit("moment", visitor=30, house=30, everybody=60)
    batches = run_concurrently(lambda: [limits.allow(limit, "one") for _ in range(15)], times=4)
    assert sum(batch.count(True) for batch in batches) == 30
    assert sorted(RateLimitCount.objects.values_list("count", flat=True)) == [30, 60]


def test_guessing_a_code_takes_longer_than_a_lifetime():
    from kasch_site.visitors import reference_codes

    tries = len(reference_codes.ALPHABET) ** reference_codes.LENGTH / 10_000
    years = tries / (limits.GUESSES.everybody + limits.GUESSES.house) / 24 / 365
    assert round(years) >= 19
