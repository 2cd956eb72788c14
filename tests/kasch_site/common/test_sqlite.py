"""While a batch is sent SQLite does not sync to disk; afterwards it does."""

import pytest
from django.db import connection

from kasch_site.common.sqlite import commits_without_disk

NORMAL, FULL = 1, 2

pytestmark = pytest.mark.sqlite  # PostgreSQL always waits


def synchronous():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA synchronous").fetchone()[0]


def test_sqlite_syncs_to_disk_before_and_after_and_not_in_between(transactional_db):
    assert synchronous() == FULL
    with commits_without_disk():
        assert synchronous() == NORMAL
    assert synchronous() == FULL


def test_syncing_is_restored_after_an_error(transactional_db):
    with pytest.raises(ZeroDivisionError), commits_without_disk():
        1 / 0  # noqa: B018
    assert synchronous() == FULL


def test_inside_a_transaction_nothing_is_changed(db):
    with commits_without_disk():
        assert synchronous() == FULL
