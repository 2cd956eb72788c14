"""Order of German texts, the same in Python and in both databases (DIN 5007-1)."""

from django.db.models import Func, TextField

# Umlauts are sorted like their vowels, ß like ss; other accents and quotation marks do not count.
_LETTERS = {
    "a": "äáàâåã", "c": "çčć", "d": "đ", "e": "éèêëę", "g": "ğ", "i": "íîïı", "l": "ł", "n": "ñń", "o": "öóôø",
    "r": "ř", "s": "šşś", "u": "üúû", "y": "ý", "z": "žż",
}  # fmt: skip
_PLAIN = {accented: plain for plain, letters in _LETTERS.items() for accented in letters + letters.upper()}
_WRITTEN_OUT = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe"}
_DROPPED = "\"„“”»«'"
_TABLE = str.maketrans({**_PLAIN, **_WRITTEN_OUT, **dict.fromkeys(_DROPPED, "")})


def sort_key(text: str | None) -> str:
    """Return the key by which a text is sorted."""
    return str(text or "").translate(_TABLE).lower()


class GermanOrder(Func):
    """The `sort_key` of a text column, to order a query by it: `order_by(GermanOrder("name"))`."""

    function = "GERMAN_SORT_KEY"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        """Translate the letters in SQL; compare by code points, whatever the collation of the database is."""
        column, params = compiler.compile(self.source_expressions[0])
        for letter, plain in _WRITTEN_OUT.items():
            column, params = f"REPLACE({column}, %s, %s)", [*params, letter, plain]
        # TRANSLATE deletes the letters that have no partner.
        sql = f'LOWER(TRANSLATE({column}, %s, %s)) COLLATE "C"'
        return sql, [*params, "".join(_PLAIN) + _DROPPED, "".join(_PLAIN.values())]


def add_to_sqlite(connection, **_signal) -> None:
    """Make `GERMAN_SORT_KEY` known to a new connection; a receiver of `connection_created`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(GermanOrder.function, 1, sort_key, deterministic=True)
