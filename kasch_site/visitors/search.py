"""Search coded requests on the phone: by name, code, mail address or number."""

from collections.abc import Callable

from kasch_site.common import clock

from .matching import FIELDS, visitor_matcher

MAX_RESULTS = 40


def search(typed: str, rows, time_of: Callable) -> list:
    """Return the matching requests of a queryset, those to come first, then active ones, then by start.

    `time_of(row)` returns what the request is for; it has `starts_at` and `ends_at`.
    """
    now = clock.now()
    matches = rows.filter(pk__in=matching_keys(typed, rows)[: MAX_RESULTS * 5])
    ordered = sorted(matches, key=lambda row: (time_of(row).ends_at <= now, not row.is_active, time_of(row).starts_at))
    return ordered[:MAX_RESULTS]


def matching_keys(typed: str, rows) -> list[int]:
    """Return the primary keys of the requests of a queryset that match what staff typed."""
    matches = visitor_matcher(typed)
    if matches is None:
        return []
    return [pk for pk, *row in rows.order_by().values_list("pk", *FIELDS).iterator() if matches(*row)]
