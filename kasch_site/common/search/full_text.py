"""The SQL of the full text: SQLite FTS5 and PostgreSQL tsvector, with tokens that `tokens` has made.

On SQLite the tokens of a document are a row of the virtual table `common_searchtokens`, with the key of the document;
on PostgreSQL they are a column of the document's own row. Neither database changes the tokens: FTS5 splits them at
spaces, PostgreSQL gets them as an array. Models and migrations know nothing of either.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, TextField

from .expressions import AllOf, Expression, Token

DOCUMENTS, TOKENS = "common_searchdocument", "common_searchtokens"
_CREATE = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE {TOKENS} USING fts5(tokens, tokenize='ascii', detail=none, columnsize=0)",
    ],
    "postgresql": [
        f"ALTER TABLE {DOCUMENTS} ADD COLUMN tokens tsvector",
        f"CREATE INDEX {TOKENS} ON {DOCUMENTS} USING gin (tokens)",
    ],
}
_DROP = {
    "sqlite": [f"DROP TABLE {TOKENS}"],
    "postgresql": [f"ALTER TABLE {DOCUMENTS} DROP COLUMN tokens"],
}


def create(_apps, schema_editor) -> None:
    """Create what holds the tokens; an operation of a migration."""
    for statement in _CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(_apps, schema_editor) -> None:
    """Undo `create`."""
    for statement in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def write(tokens: dict[int, Iterable[str]]) -> None:
    """Replace the tokens of documents, given by the keys of the documents."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            rows = [(key, " ".join(sorted(document_tokens))) for key, document_tokens in tokens.items()]
            cursor.executemany(f"INSERT OR REPLACE INTO {TOKENS} (rowid, tokens) VALUES (%s, %s)", rows)  # noqa: S608
        else:
            rows = [(sorted(document_tokens), key) for key, document_tokens in tokens.items()]
            cursor.executemany(f"UPDATE {DOCUMENTS} SET tokens = array_to_tsvector(%s) WHERE id = %s", rows)  # noqa: S608


def remove(keys: Iterable[int]) -> None:
    """Remove the tokens of documents. On PostgreSQL they go with their rows."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {TOKENS} WHERE rowid = %s", [(key,) for key in keys])  # noqa: S608


def erase_removed() -> None:
    """Erase tokens that no document has any more: SQLite keeps them in old parts of its index until it merges them.

    PostgreSQL removes them with the old row, when it cleans up.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TOKENS} ({TOKENS}) VALUES ('optimize')")  # noqa: S608


class Matches(Func):
    """Whether the tokens of a `SearchDocument` match an expression: `filter(Matches(expression))`."""

    output_field = BooleanField()

    def __init__(self, expression: Expression):
        super().__init__(F("pk"))
        self.expression = expression

    def as_sqlite(self, compiler, connection, **context):
        """Look the keys up in the virtual table, once for a query."""
        key, params = compiler.compile(self.source_expressions[0])
        sql = f"{key} IN (SELECT rowid FROM {TOKENS} WHERE {TOKENS} MATCH %s)"  # noqa: S608
        return sql, [*params, _as_query(self.expression, _FTS5)]

    def as_postgresql(self, compiler, connection, **context):
        """Compare the column beside the key."""
        table = _table(compiler, self.source_expressions[0])
        return f"{table}.tokens @@ %s::tsquery", [_as_query(self.expression, _TSQUERY)]


class Rank(Func):
    """The rank of a document that matches the last of these tiers: less is better.

    The rank is twice the number of the first tier that it matches, and one more unless its title is `title_key`. It is
    one expression, because Django takes longer to write nested ones than the database to answer them.
    """

    output_field = IntegerField()

    def __init__(self, tiers, title_key: str):
        super().__init__(F("pk"), F("title_key"))
        self.tiers, self.title_key = tiers, title_key

    def as_sqlite(self, compiler, connection, **context):
        """Ask the virtual table for each tier once."""
        condition = f"{{key}} IN (SELECT rowid FROM {TOKENS} WHERE {TOKENS} MATCH %s)"  # noqa: S608
        return self._as_query(compiler, condition, _FTS5)

    def as_postgresql(self, compiler, connection, **context):
        """Compare the column beside the key with each tier."""
        table = _table(compiler, self.source_expressions[0])
        return self._as_query(compiler, table + ".tokens @@ %s::tsquery", _TSQUERY)

    def _as_query(self, compiler, condition, dialect):
        key, title_key = (compiler.compile(column)[0] for column in self.source_expressions)
        better, last = self.tiers[:-1], self.tiers[-1][0]
        cases = " ".join(f"WHEN {condition.format(key=key)} THEN {2 * tier:d}" for tier, _expression in better)
        tier = f"CASE {cases} ELSE {2 * last:d} END" if cases else f"{2 * last:d}"
        sql = f"({tier} + CASE WHEN {title_key} = %s THEN 0 ELSE 1 END)"
        return sql, [*(_as_query(expression, dialect) for _tier, expression in better), self.title_key]


def _table(compiler, column):
    """Return the name of a column's table as the query writes it: in a subquery an alias without quotation marks."""
    return compiler.compile(column)[0].rpartition(".")[0]


class ByteOrder(Func):
    """A text column in the order of code points, whatever the collation of the database is."""

    template = "%(expressions)s"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        """Name the collation; on SQLite it is the usual one."""
        return self.as_sql(compiler, connection, template='%(expressions)s COLLATE "C"', **context)


# The syntax for a token, a prefix, "all of" and "one of". Tokens are letters and digits, so quotes suffice.
_FTS5 = ('"{}"', '"{}" *', " AND ", " OR ")
_TSQUERY = ("'{}'", "'{}':*", " & ", " | ")


def _as_query(expression, dialect) -> str:
    token, beginning, all_of, any_of = dialect
    if isinstance(expression, Token):
        return (beginning if expression.is_beginning else token).format(expression.text)
    joint = all_of if isinstance(expression, AllOf) else any_of
    return f"({joint.join(_as_query(item, dialect) for item in expression.items)})"
