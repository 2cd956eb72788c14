"""References in templates and strings count as imports: routes, templates, tags, models, permissions, modules."""

import ast
import re
from dataclasses import dataclass
from functools import cache

import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.urls import get_resolver

from kasch_site.common.sections import sections
from tests.support.guards.layering import may_reference
from tests.support.guards.own_code import (
    OWN_APPS,
    ROOT,
    ROOT_PACKAGES,
    app_of,
    findings,
    module_of,
    sources,
    tree_of,
)

FOLDER = ROOT / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
# The frame around every page belongs to the app of its context processor, and may be used by all.
FRAME = "kasch_site.pages"
_QUOTED = r"""["']([^"']+)["']"""
_ROUTE = re.compile(r"([a-z_]+):([a-z_]+)")
_MODEL = re.compile(r"([a-z_]+)\.(\w+)")
_MODULE = re.compile(rf"(?:{'|'.join(ROOT_PACKAGES)})(?:\.\w+)+")


@dataclass(frozen=True)
class Named:
    """A reference in a string, and the app it belongs to."""

    text: str
    app: str


@cache
def chapters():
    """Return the templates of the handbook, each with the app of its section."""
    return {
        chapter.template: type(section).__module__.rpartition(".")[0]
        for section in sections()
        for chapter in section.handbook
    }


def owner_of(template):
    """Return the app of a template by its folder; "" if it is shared."""
    labels = [part for part in template.split("/")[:-1] if part in OWN_APPS]
    return OWN_APPS[labels[0]] if labels else chapters().get(template, "")


def app_of_route(text):
    """Return the app of a route such as "events:list" or "admin:events_event_add"; "" if it has none."""
    match = _ROUTE.fullmatch(text)
    if not match:
        return ""
    namespace, route = match.groups()
    if namespace == "admin":
        label = max((app for app in OWN_APPS if route.startswith(f"{app}_")), key=len, default="")
        return OWN_APPS.get(label, "")
    return OWN_APPS.get(namespace, "") if route in routes_of(namespace) else ""


@cache
def routes_of(namespace):
    """Return the names of all routes in a namespace."""
    names = set()
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "namespace", None) == namespace:
            names |= {entry.name for entry in pattern.url_patterns}
    return names


def named_in_template(text):
    """Yield the references of a template to project apps: routes, templates, tag libraries."""
    for route in re.findall(rf"{{%\s*url\s+{_QUOTED}", text):
        yield Named(route, app_of_route(route))
    for template in re.findall(rf"{{%\s*(?:include|extends)\s+{_QUOTED}", text):
        if (FOLDER / template).exists():
            yield Named(template, owner_of(template))
    libraries = engines["django"].engine.libraries
    for loaded in re.findall(r"{%\s*load\s+(.*?)%}", text):
        for library in loaded.partition(" from ")[2].split() or loaded.split():
            yield Named(library, app_of(libraries.get(library, "")))


def strings_of(tree):
    """Yield each string of a module except docstrings."""
    texts = {
        id(statement.value)
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in texts:
            yield node.value


def named_in_module(tree):
    """Yield the references to project apps in strings of a module: routes, templates, models, permissions, modules."""
    for text in strings_of(tree):
        model = _MODEL.fullmatch(text)
        if text.endswith((".html", ".txt")) and (FOLDER / text).exists():
            yield Named(text, owner_of(text))
        elif model and model[1] in OWN_APPS and model[2].lower() in words_of(model[1]):
            yield Named(text, OWN_APPS[model[1]])
        elif _MODULE.fullmatch(text):
            yield Named(text, app_of(text))
        else:
            yield Named(text, app_of_route(text))


@cache
def words_of(label):
    """Return the names that may follow an app label and a dot: models and permissions."""
    names = set()
    for model in apps.get_app_config(label).get_models():
        word, options = model._meta.model_name, model._meta
        names |= {word, *(f"{action}_{word}" for action in options.default_permissions)}
        names |= {codename for codename, _name in options.permissions}
    return names


def forbidden(source, named):
    """Return the forbidden references of an app or a module."""
    return sorted({reference.text for reference in named if reference.app and not may_reference(source, reference.app)})


def test_a_template_names_only_permitted_apps():
    def check(path):
        owner = owner_of(path.relative_to(FOLDER).as_posix()) or FRAME
        return forbidden(owner, named_in_template(path.read_text()))

    assert findings(TEMPLATES, check) == {}


def test_a_module_names_only_permitted_apps_in_its_strings():
    assert findings(sources(), lambda path: forbidden(module_of(path), named_in_module(tree_of(path)))) == {}


def test_a_module_named_in_a_string_exists():
    def check(path):
        modules = {text for text in strings_of(tree_of(path)) if _MODULE.fullmatch(text) and not _is_model(text)}
        return sorted(text for text in modules - set(OWN_APPS.values()) if not is_there(text))

    assert findings([*sources(), *sources(folders=["bench"])], check) == {}


def _is_model(text):
    match = _MODEL.fullmatch(text)
    return bool(match) and match[1] in OWN_APPS and match[2].lower() in words_of(match[1])


def is_there(text):
    """Return whether a dotted name is a project module or defined in one, without importing it."""
    module, _dot, last = text.rpartition(".")
    return _file_of(text) is not None or (_file_of(module) is not None and last in _defined_in(_file_of(module)))


def _file_of(module):
    path = ROOT / module.replace(".", "/")
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


def _defined_in(path):
    for node in tree_of(path).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


@pytest.mark.parametrize(
    "text",
    [
        '{% url "events:list" %}',
        "{% url 'admin:events_event_add' %}",
        '{% include "events/event_day.html" %}',
        '{% extends "counselling/topic.html" %}',
        "{% load i18n counselling %}",
        "{% load one from counselling %}",
    ],
)
def test_a_forbidden_name_in_a_template_is_detected(text):
    assert forbidden("kasch_site.groups", named_in_template(text))
    assert not forbidden("kasch_site.home", named_in_template(text))


@pytest.mark.parametrize(
    "text",
    [
        "events:list",
        "admin:events_event_add",
        "events/event_day.html",
        "events.Event",
        "events.change_event",
        "events.models",
        "events.models.Event",
        "counselling.urls",
    ],
)
def test_a_forbidden_name_in_a_module_is_detected(text):
    tree = ast.parse(f'"""A docstring may say events.models."""\nfound = ask("{text}")\n')
    assert forbidden("kasch_site.groups.views", named_in_module(tree)) == [text]
    assert not forbidden("kasch_site.home.views", named_in_module(tree))
    assert not forbidden("kasch_site.settings.base", named_in_module(tree))


def test_a_missing_module_is_detected():
    assert is_there("kasch_site.common.caching.pages.PageCacheMiddleware")
    assert not is_there("kasch_site.common.caching.pages.NoSuchMiddleware")
    assert not is_there("kasch_site.common.nothing.at_all")


def test_the_context_processor_of_the_frame_belongs_to_the_app_that_templates_name():
    [options] = [engine["OPTIONS"] for engine in settings.TEMPLATES]
    assert app_of(options["context_processors"][-1]) == FRAME
