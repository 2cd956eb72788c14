"""Calendar filters as plain links, stored in the query string, for entries of any section."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from types import MappingProxyType
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Category
from kasch_site.common.filter_links import FilterLinks, Option
from kasch_site.common.sections import Entry, Facet, LanguageFacet
from kasch_site.common.text.german_order import sort_key
from kasch_site.common.text.slugs import is_slug
from kasch_site.groups.models import Group
from kasch_site.house.models import Language


class NoSuchFilter(ValueError):
    """Raised if the URL has an unknown filter; the message is addressed to the reader."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with a value for each category, group or language.

    `values` returns the facets of an entry. `lookup` returns the facet of the record with that slug, for values without
    an entry on the page: a valid filter with no results is not an error.
    """

    name: str
    label: str
    values: Callable[[Entry], Iterable[Facet]]
    lookup: Callable[[str], Facet | None]

    def offered(self, entries) -> dict[str, Facet]:
        """Return the facets of these entries, sorted by name."""
        facets = {facet.slug: facet for entry in entries for facet in self.values(entry)}
        return dict(sorted(facets.items(), key=lambda item: sort_key(item[1].name)))

    def matches(self, entry, slug):
        """Return whether an entry has this value."""
        return any(facet.slug == slug for facet in self.values(entry))


@dataclass(frozen=True, slots=True)
class Switch:
    """An on/off filter; `applies_to` returns whether an entry is stated to have its property."""

    name: str
    label: str
    applies_to: Callable[[Entry], bool]


def _category(slug):
    category = Category.objects.filter(slug=slug).first()
    return category and Facet(category.slug, category.name)


def _group(slug):
    group = Group.objects.published().filter(slug=slug).first()
    return group and Facet(group.slug, group.name)


def _language(code):
    language = Language.objects.filter(code=code).first()
    return language and LanguageFacet(language.code, language.name, language.native_name)


CHOICES = (
    Choice("kategorie", gettext_lazy("Art"), lambda entry: (entry.category,) if entry.category else (), _category),
    Choice("gruppe", gettext_lazy("Gruppe"), lambda entry: (entry.group,) if entry.group else (), _group),
    Choice("sprache", gettext_lazy("Auch auf"), attrgetter("facts.languages"), _language),
)
SWITCHES = (
    Switch(
        "kostenlos",
        gettext_lazy("kostenlos"),
        lambda entry: entry.facts.is_free is True and not entry.facts.asks_donation,
    ),
    Switch("mit-anmeldung", gettext_lazy("mit Anmeldung"), lambda entry: entry.facts.needs_sign_up is True),
    Switch("ohne-anmeldung", gettext_lazy("ohne Anmeldung"), lambda entry: entry.facts.needs_sign_up is False),
    Switch("stufenlos", gettext_lazy("ohne Stufen"), lambda entry: entry.facts.is_step_free is True),
)


# Filters that can be subscribed to as a calendar.
SUBSCRIBED = ("kategorie", "gruppe")

# Query parameters of all filters.
FILTERS = tuple(each.name for each in (*CHOICES, *SWITCHES))


@dataclass(frozen=True, slots=True)
class Active:
    """An active filter: its parameter, its value, its label, and the language of the label if it is another one."""

    name: str
    value: str
    label: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """The active filters, in a fixed order, so that each selection has one URL."""

    active: tuple[Active, ...] = ()

    @classmethod
    def read(cls, query, entries: list[Entry]):
        """Read filters from a query string (a dict); ignore other parameters. Raise `NoSuchFilter`."""
        chosen = [_active_choice(choice, query[choice.name], entries) for choice in CHOICES if query.get(choice.name)]
        switched = [_active_switch(switch, query[switch.name]) for switch in SWITCHES if query.get(switch.name)]
        return cls((*chosen, *switched))

    def __bool__(self):
        return bool(self.active)

    def apply(self, entries: list[Entry]) -> list[Entry]:
        """Return the entries that match every filter."""
        values = self.as_dict()
        for choice in CHOICES:
            if choice.name in values:
                entries = [entry for entry in entries if choice.matches(entry, values[choice.name])]
        for switch in SWITCHES:
            if switch.name in values:
                entries = [entry for entry in entries if switch.applies_to(entry)]
        return entries

    def as_dict(self) -> dict[str, str]:
        """Return the filters as query parameters."""
        return {active.name: active.value for active in self.active}

    def query(self, **others) -> str:
        """Return a query string with further parameters at the end: "?kategorie=lesen&ab=2026-12-20", or ""."""
        parameters = urlencode({**self.as_dict(), **{name: value for name, value in others.items() if value}})
        return f"?{parameters}" if parameters else ""

    def in_words(self) -> str:
        """Return the labels of the filters: "Lesen, kostenlos"."""
        return ", ".join(active.label for active in self.active)


def _active_choice(choice, value, entries):
    facet = choice.offered(entries).get(value)
    if facet is None and is_slug(value):
        facet = choice.lookup(value)
    if facet is None:
        raise NoSuchFilter(_("Diesen Filter gibt es nicht. Vielleicht hat sich der Name geändert."))
    return Active(choice.name, value, facet.label, facet.lang)


def _active_switch(switch, value):
    if value != "1":
        raise NoSuchFilter(_("Diesen Filter gibt es nicht."))
    return Active(switch.name, value, str(switch.label))


@dataclass(frozen=True, slots=True)
class Panel:
    """The filters as links: categories first, then practical facts, then rarely used filters."""

    everything: Option
    active: list[Option]
    kinds: list[Option]
    practical: list[Option]
    languages: list[Option]
    groups: list[Option]

    @property
    def is_empty(self):
        """Return whether there is no filter to add or remove."""
        return self.everything.is_active and not (self.kinds or self.practical or self.languages or self.groups)

    @property
    def has_active_rest(self):
        """Return whether the collapsed part has an active filter."""
        return any(option.is_active for option in (*self.languages, *self.groups))


def panel(
    filters: Filters, entries: list[Entry], path: str, markers: Mapping[str, str] = MappingProxyType({}), **others
) -> Panel:
    """Build the links for the unfiltered entries of a page; every link includes the parameters `others`.

    `markers` are the CSS classes of the categories (events/calendar/markers.py).
    """
    links = FilterLinks(path, filters.as_dict(), FILTERS, others)
    kinds, groups, languages = (_options(links, choice, filters, entries) for choice in CHOICES)
    kinds = {slug: replace(option, css=markers.get(slug, "")) for slug, option in kinds.items()}
    practical = [
        links.option(switch.name, "1", str(switch.label))
        for switch in SWITCHES
        if links.is_active(switch.name, "1") or any(switch.applies_to(entry) for entry in entries)
    ]
    active = [links.option(each.name, each.value, each.label, each.lang) for each in filters.active]
    options = map(list, (kinds.values(), practical, languages.values(), groups.values()))
    return Panel(links.everything(_("Alles")), active, *options)


def _options(links, choice, filters, entries) -> dict[str, Option]:
    """Return an option for each facet, and for an active value even without an entry on the page."""
    facets = {slug: (facet.label, facet.lang) for slug, facet in choice.offered(entries).items()}
    for active in filters.active:
        if active.name == choice.name:
            facets.setdefault(active.value, (active.label, active.lang))
    return {slug: links.option(choice.name, slug, *label) for slug, label in facets.items()}
