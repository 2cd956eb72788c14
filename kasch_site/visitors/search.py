"""Search coded requests on the phone: by name, code, mail address or number."""

from collections.abc import Callable

from kasch_site.common import clock

from .matching import FIELDS, visitor_matcher

MAX_FOUND = 40


def search(words: str, rows, time_of: Callable) -> list:
    """Return the matching requests of a queryset, those to come first, then active ones, then by start.

    `time_of(row)` returns what the request is for; it has `starts_at` and `ends_at`.
    """
    now = clock.now()
    found = rows.filter(pk__in=matching_keys(words, rows)[: MAX_FOUND * 5])
    ordered = sorted(found, key=lambda row: (time_of(row).ends_at <= now, not row.is_active, time_of(row).starts_at))
    return ordered[:MAX_FOUND]


def matching_keys(words: str, rows) -> list[int]:
    """Return the primary keys of the requests of a queryset that match what staff typed."""
    matches = visitor_matcher(words)
    if matches is None:
        return []
    return [pk for pk, *row in rows.order_by().values_list("pk", *FIELDS).iterator() if matches(*row)]
