"""URLs of the whole site, generated from its URL patterns: a new route is included without being listed.

A route with arguments takes an example from `examples`, and a page about a record of the administration takes the first
record. A route without an example is an error: add one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, get_resolver, resolve, reverse

# The admin's redirect of old URLs, and its catch-all route.
UNNAMED = {"admin/(?P<url>.*)$"}
_OF_A_RECORD = ("_change", "_delete", "_history")


@dataclass(frozen=True)
class Route:
    """A URL pattern: its name with namespaces, its text, and its view."""

    name: str
    pattern: str
    view: object

    @property
    def is_staff(self) -> bool:
        """Return whether the route belongs to the admin."""
        return self.name.startswith("admin:")

    @property
    def is_public_form(self) -> bool:
        """Return whether the view accepts a public form."""
        return getattr(self.view, "is_public_form", False)


@dataclass(frozen=True)
class Address:
    """A path with its route."""

    path: str
    route: Route


def routes() -> list[Route]:
    """Return all routes of the site that have a name, without those of apps that exist in tests only."""
    of_tests = [app.label for app in apps.get_app_configs() if app.name.startswith("tests.")]
    return [
        route
        for route in _routes(get_resolver())
        if not route.pattern.startswith(tuple(UNNAMED)) and not any(label in route.name for label in of_tests)
    ]


def addresses(examples: dict[str, list]) -> list[Address]:
    """Return at least one URL of each route; raise AssertionError for a route that needs an example."""
    found, missing = [], []
    for route in routes():
        paths = list(_paths(route, examples))
        found += [Address(path, route) for path in paths]
        if not paths:
            missing.append(route.name)
    assert not missing, f"add examples to tests/support/pages/address_examples.py for: {', '.join(missing)}"
    return found


def route_of(path: str) -> Route:
    """Return the route of a path."""
    match = resolve(path)
    return Route(match.view_name, match.route, match.func)


def _routes(resolver, prefix="", namespaces=()) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            if entry.name:
                yield Route(":".join([*namespaces, entry.name]), pattern, entry.callback)
        else:
            yield from _routes(entry, pattern, (*namespaces, entry.namespace) if entry.namespace else namespaces)


def _paths(route, examples):
    for arguments in _arguments(route, examples):
        try:
            yield reverse(route.name, args=arguments)
        except NoReverseMatch as error:
            raise AssertionError(f"{route.name} does not take the example {arguments}") from error


def _arguments(route, examples):
    if route.name in examples:
        return examples[route.name]
    if "<" not in route.pattern:
        return [[]]
    model = _model_of(route)
    first = model and model._default_manager.order_by("pk").first()
    return [[first.pk]] if first else []


def _model_of(route):
    """Return the model of an admin page; None for other routes."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        if route.name in {f"{name}{end}" for end in _OF_A_RECORD}:
            return model
    return None
