"""Notice rows that are locked too late: after the first write of a transaction, which can end in a deadlock.

The first write locks the content version of a section for everybody else (`kasch_site.common.caching`). Who waits for
another row after it waits while holding that lock.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_LOCKS = re.compile(r"\bFOR (NO KEY )?UPDATE\b")
_WRITES = ("INSERT", "UPDATE", "DELETE")
# Its writes lock no content version: the counts of attempts.
_UNVERSIONED = '"common_ratelimitcount"'


class LockOrder:
    """A wrapper of queries that collects those that lock a row, and wait for it, after a write.

    A test is one transaction, so each outermost savepoint in it counts as one.
    """

    def __init__(self):
        self.depth, self.has_written, self.late = 0, False, []

    def __call__(self, execute, sql, params, many, context):
        self._note(sql.lstrip())
        return execute(sql, params, many, context)

    def _note(self, sql):
        if sql.startswith("SAVEPOINT"):
            self.depth += 1
        elif sql.startswith("RELEASE SAVEPOINT"):
            self.depth -= 1
        if not self.depth:
            self.has_written = False
        elif sql.startswith(_WRITES):
            self.has_written = self.has_written or _UNVERSIONED not in sql
        elif self.has_written and _LOCKS.search(sql) and "SKIP LOCKED" not in sql:
            self.late.append(sql)


@contextmanager
def locks_before_writes() -> Iterator[LockOrder]:
    """Fail at the end if a row was locked after a write. SQLite has no locks on rows: there nothing is noticed."""
    order = LockOrder()
    with connection.execute_wrapper(order):
        yield order
    assert not order.late, "\n".join(order.late)
