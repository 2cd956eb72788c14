"""Hits of a search in groups: one for each kind of record, in the reading order of the sections."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from kasch_site.common.search.models import SearchDocument
from kasch_site.common.search.queries import Result, kind_key, search_kinds

# The number of hits shown of each group, and on a page with all hits of one group.
SHOWN_OF_GROUP, PAGE_SIZE = 5, 20
# The hits that are grouped.
MAX_GROUPED = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit as it is shown; `lang` is the language of the record."""

    title: SafeString
    url: str
    text: SafeString
    lang: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind; `more_url` leads to all of them if these are not all."""

    key: str
    name: str
    hits: list[Hit]
    total: int
    more_url: str = ""


def groups(result: Result, typed: str) -> list[Group]:
    """Return the first hits of each kind that has any."""
    found = []
    for kind in search_kinds():
        own = [hit for hit in result.hits if hit.kind == kind_key(kind)]
        if own:
            more = f"?{urlencode({'q': typed, 'in': kind_key(kind)})}" if len(own) > SHOWN_OF_GROUP else ""
            hits = [shown(hit, result) for hit in own[:SHOWN_OF_GROUP]]
            found.append(Group(kind_key(kind), str(kind.name), hits, len(own), more))
    return found


def shown(document: SearchDocument, result: Result) -> Hit:
    """Return a hit with the words that were searched for marked."""
    return Hit(result.mark(document.title), document.url, result.snippet(document.summary), document.language)
