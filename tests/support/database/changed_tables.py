"""The tables that requests change. All rows are compared only after a statement that writes, which takes far longer."""

import re
from collections.abc import Iterator, Set
from contextlib import contextmanager

from django.db import connection

from tests.support.database.recorded import changed_rows, record

_WRITING = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)


class ChangedTables:
    """Watch the statements of a connection (`connection.execute_wrapper`). The tables in `allowed` may change."""

    def __init__(self, allowed: Set[str]):
        self._allowed, self._written = allowed, set()
        self._rows, self._before = changed_rows(), record()

    def __call__(self, execute, sql, params, many, context):
        self._written |= set(_WRITING.findall(sql))
        return execute(sql, params, many, context)

    def changed(self) -> set[str]:
        """Return the tables that have changed since the last call; what was rolled back has not."""
        written, rows = self._written, self._rows
        self._written, self._rows = set(), changed_rows()
        is_explained = written and written <= self._allowed
        if is_explained or (not written and rows == self._rows):
            return set()
        before, self._before = self._before, record()
        return {table for table, rows in self._before.items() if rows != before[table]} - self._allowed


@contextmanager
def changed_tables(allowed: Set[str] = frozenset()) -> Iterator[ChangedTables]:
    """Watch which tables are changed inside of the context."""
    tables = ChangedTables(allowed)
    with connection.execute_wrapper(tables):
        yield tables
