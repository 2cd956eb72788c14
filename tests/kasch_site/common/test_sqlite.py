"""While a batch is sent SQLite does not sync to disk; afterwards it does."""

import pytest
from django.db import connection

from kasch_site.common.sqlite import commit_without_sync

NORMAL, FULL = 1, 2

pytestmark = pytest.mark.sqlite  # PostgreSQL always waits


def synchronous():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA synchronous").fetchone()[0]


def test_sqlite_syncs_to_disk_before_and_after_and_not_in_between(transactional_db):
    assert synchronous() == FULL
    with commit_without_sync():
        assert synchronous() == NORMAL
    assert synchronous() == FULL


def test_syncing_is_restored_after_an_error(transactional_db):
    with pytest.raises(ZeroDivisionError), commit_without_sync():
        1 / 0  # noqa: B018
    assert synchronous() == FULL


def test_inside_a_transaction_nothing_is_changed(db):
    with commit_without_sync():
        assert synchronous() == FULL
