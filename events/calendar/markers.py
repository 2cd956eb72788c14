"""Colour and shape of the categories, as CSS classes (`static/css/components/categories.css`)."""

from collections.abc import Mapping

from events.models import Category
from kasch_site.common.caching.versions import per_version
from kasch_site.common.sections import Entry

# Colours and shapes in the stylesheet; further categories begin again with the first.
COUNT = 8


@per_version("events")
def category_markers() -> dict[str, str]:
    """Return a CSS class for the slug of each category, in the order of the house."""
    slugs = Category.objects.values_list("slug", flat=True)
    return {slug: f"kind-{number % COUNT + 1}" for number, slug in enumerate(slugs)}


def css_classes(entry: Entry, markers: Mapping[str, str]) -> str:
    """Return the CSS classes of an entry: its section, its category, and whether it is cancelled."""
    marker = markers.get(entry.category.slug, "") if entry.category else ""
    return " ".join(filter(None, (f"in-{entry.app}", marker, "cancelled" if entry.is_cancelled else "")))
