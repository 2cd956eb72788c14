"""Filters of the catalogue, stored in the query string, each with its condition for titles."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.filter_links import FilterLinks, Option
from kasch_site.common.sections import Facet
from library.models import Title

from .stock import Stock

AGES = {"bis-6": (0, 6), "7-12": (7, 12)}


class NoSuchFilter(ValueError):
    """Raised if the URL has an unknown filter; the message is addressed to the reader."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its values; `narrow(titles, value)` returns the titles that have one of them."""

    name: str
    values: Callable[[Stock], dict[str, Facet]]
    narrow: Callable


def _switch(name, label, narrow):
    return Filter(name, lambda _stock: {"1": Facet("1", label)}, lambda titles, _value: narrow(titles))


def _in(relation):
    """Return a condition without a join, so that no title appears twice."""
    through, column = relation.through, relation.field.m2m_reverse_field_name()
    key = "code" if column == "language" else "slug"

    def narrow(titles, value):
        rows = through.objects.filter(**{f"{column}__{key}": value})
        return titles.filter(pk__in=rows.values("title"))

    return narrow


_AGE_LABELS = {"bis-6": gettext_lazy("Kinder bis 6"), "7-12": gettext_lazy("7–12")}

FILTERS = (
    _switch("da", gettext_lazy("jetzt da"), lambda titles: titles.available()),
    Filter(
        "alter",
        lambda _stock: {slug: Facet(slug, label) for slug, label in _AGE_LABELS.items()},
        lambda titles, value: titles.for_children(*AGES[value]),
    ),
    _switch("grossdruck", gettext_lazy("Großdruck"), lambda titles: titles.filter(is_large_print=True)),
    _switch("leicht", gettext_lazy("leicht zu lesen"), lambda titles: titles.filter(is_easy=True)),
    Filter("art", lambda stock: stock.kinds, lambda titles, value: titles.filter(medium__slug=value)),
    Filter("sprache", lambda stock: stock.languages, _in(Title.languages)),
    Filter("thema", lambda stock: stock.subjects, _in(Title.subjects)),
)
NAMES = tuple(each.name for each in FILTERS)


@dataclass(frozen=True, slots=True)
class Selection:
    """The active filters by name, each with its value and label."""

    chosen: dict[str, Facet]

    @classmethod
    def read(cls, query, stock: Stock) -> "Selection":
        """Read filters from a query string (a dict); ignore other parameters. Raise `NoSuchFilter`."""
        chosen = {}
        for each in FILTERS:
            if query.get(each.name):
                facet = each.values(stock).get(query[each.name])
                if facet is None:
                    raise NoSuchFilter(_("Diesen Filter gibt es nicht. Vielleicht hat sich der Name geändert."))
                chosen[each.name] = facet
        return cls(chosen)

    def __bool__(self):
        return bool(self.chosen)

    @property
    def values(self) -> dict[str, str]:
        """Return the filters as query parameters."""
        return {name: facet.slug for name, facet in self.chosen.items()}

    def apply(self, titles):
        """Return the titles that match every filter."""
        for each in FILTERS:
            if each.name in self.chosen:
                titles = each.narrow(titles, self.chosen[each.name].slug)
        return titles

    @property
    def in_words(self) -> str:
        """Return the labels of the filters: "Großdruck, Krimi"."""
        return ", ".join(str(facet.label) for facet in self.chosen.values())


@dataclass(frozen=True, slots=True)
class Chips:
    """The filters as links: those that are always shown, and the subjects."""

    everything: Option
    common: list[Option]
    subjects: list[Option]


def chips(stock: Stock, links: FilterLinks) -> Chips:
    """Return the links for all filters. The first kind of medium, which most titles are, needs none."""
    common, subjects = [], []
    first_kind = next(iter(stock.kinds), "")
    for each in FILTERS:
        target = subjects if each.name == "thema" else common
        for slug, facet in each.values(stock).items():
            is_usual = each.name == "art" and slug == first_kind
            if not is_usual or links.is_active("art", slug):
                target.append(links.option(each.name, slug, str(facet.label), facet.lang))
    return Chips(links.everything(_("Alle")), common, subjects)
