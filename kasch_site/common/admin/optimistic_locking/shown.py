"""The token with what a page showed: digests of all values of its forms, by record and field."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.core import signing

SHOWN = "_shown"
_SALT = "kasch_site.common.admin.optimistic_locking"
# A page with 200 rows of 20 fields has about 100,000 characters.
MAX_TOKEN_LENGTH = 1_000_000
MAX_NAME_LENGTH = 80


@dataclass
class Shown:
    """The state of records that a page showed.

    `values` maps a record (`key_of`) to the digests of its fields; `names` a record to its name; `undecided` lists
    fields whose conflict was shown and not decided, as (record, field); `states` maps a record of a list to its digest.
    """

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    undecided: list[list[str]] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)

    def token(self) -> str:
        """Return the content of the hidden field."""
        content = [self.values, self.names, self.undecided, self.states]
        return signing.dumps(content, salt=_SALT, compress=True)


def shown_in(data) -> Shown | None:
    """Return what the page of this submitted form showed; None if the form carries no token.

    If the token is invalid, for example since the secret key of the site has changed, nothing counts as shown, so that
    every difference from the database is a conflict.
    """
    token = data.get(SHOWN)
    return None if token is None else _read(token)


@lru_cache(maxsize=16)
def _read(token):
    if len(token) > MAX_TOKEN_LENGTH:
        return Shown()
    try:
        return Shown(*signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return Shown()


def key_of(record) -> str:
    """Return the key of a record in a token."""
    return f"{record._meta.label_lower}:{record.pk}"
