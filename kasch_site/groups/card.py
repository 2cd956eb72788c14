"""Groups on the start page; cached until a group changes."""

from datetime import datetime
from typing import NamedTuple

from kasch_site.common.caching.versions import per_version

from .models import Group

MAX_GROUPS = 8


class Line(NamedTuple):
    """A group in one line; `publish_at` may be in the future."""

    name: str
    when: str
    slug: str
    publish_at: datetime | None


def lines(now) -> list[Line]:
    """Return some groups that are published at this moment; partners are excluded."""
    return [line for line in _released() if line.publish_at is None or line.publish_at <= now][:MAX_GROUPS]


@per_version("groups")
def _released() -> tuple[Line, ...]:
    groups = Group.objects.released().exclude(kind=Group.Kind.PARTNER)
    return tuple(Line(*row) for row in groups.values_list("name", "when", "slug", "publish_at"))
