"""Notice rows that are locked too late: after the first write of a transaction, which can end in a deadlock.

The first write locks the content version of a section for everybody else (`kasch_site.common.caching`). Who waits for
another row after it waits while holding that lock.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_LOCKS = re.compile(r"\bFOR (NO KEY )?UPDATE\b")
_TABLE = re.compile(r'(?:FROM|INTO) "(\w+)"')
_WRITES = ("INSERT", "UPDATE", "DELETE")
# Its writes lock no content version: the counts of attempts. A row of it that is there is locked by its INSERT.
_UNVERSIONED = '"common_ratelimitcount"'


class LockOrder:
    """A wrapper of queries that collects those that lock a row, and wait for it, after a write.

    A test is one transaction, so each outermost savepoint in it counts as one. Of what is locked already nobody waits
    again. `tables` are the only ones to look at, where others lock the same rows by other queries.
    """

    def __init__(self, tables: tuple[str, ...] = ()):
        self.tables = tables
        self.depth, self.has_written, self.late, self._held = 0, False, [], set()

    def __call__(self, execute, sql, params, many, context):
        self._note(sql.lstrip(), params)
        return execute(sql, params, many, context)

    def _note(self, sql, params):
        if sql.startswith("SAVEPOINT"):
            self.depth += 1
        elif sql.startswith("RELEASE SAVEPOINT"):
            self.depth -= 1
        if not self.depth:
            self.has_written, self._held = False, set()
        elif sql.startswith(_WRITES) and _UNVERSIONED not in sql:
            self.has_written = True
        elif self._waits_for_lock(sql):
            key = (_TABLE.search(sql)[1], repr(params))
            if self.has_written and key not in self._held:
                self.late.append(sql)
            self._held.add(key)

    def _waits_for_lock(self, sql):
        waits = sql.startswith("INSERT") or (_LOCKS.search(sql) and "SKIP LOCKED" not in sql)
        return waits and (not self.tables or any(f'"{table}"' in sql for table in self.tables))


@contextmanager
def locks_before_writes(*tables: str) -> Iterator[LockOrder]:
    """Fail at the end if a row was locked after a write: of these tables, or of any.

    SQLite has no locks on rows: there only the counts of attempts are noticed.
    """
    order = LockOrder(tables)
    with connection.execute_wrapper(order):
        yield order
    assert not order.late, "\n".join(order.late)
