"""Filters as plain links in the query string: each link adds a filter, or removes it if it is active."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Option:
    """A link that adds a filter, or removes it if it is active; `css` is a class of the link, or empty."""

    label: str
    url: str
    is_active: bool = False
    lang: str = ""
    css: str = ""


@dataclass(frozen=True, slots=True)
class FilterLinks:
    """The links of a page: its path, the active filters, their order in the URL, and other parameters to keep."""

    path: str
    active: dict[str, str]
    order: Iterable[str]
    others: dict[str, str]

    def is_active(self, name: str, value: str) -> bool:
        """Return whether this filter value is active."""
        return self.active.get(name) == value

    def option(self, name: str, value: str, label: str, lang: str = "") -> Option:
        """Return a link that toggles this filter value."""
        is_active = self.is_active(name, value)
        chosen = {key: current for key, current in self.active.items() if key != name}
        if not is_active:
            chosen[name] = value
        return Option(label, self.url(chosen), is_active, lang)

    def everything(self, label: str) -> Option:
        """Return the link without any filter."""
        return Option(label, self.url({}), not self.active)

    def url(self, chosen: dict[str, str], **others: str) -> str:
        """Return the URL with these filters, in a fixed order, and the other parameters."""
        ordered = {name: chosen[name] for name in self.order if name in chosen}
        other_parameters = {name: value for name, value in {**self.others, **others}.items() if value}
        parameters = urlencode({**ordered, **other_parameters})
        return f"{self.path}?{parameters}" if parameters else self.path
