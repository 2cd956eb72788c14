"""The project's own code, read from the settings: every check covers an app as soon as it is installed."""

import ast
from functools import cache
from pathlib import Path

import grimp
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def root_packages(installed, root=ROOT):
    """Return the sorted top-level packages of these dotted names that are folders in `root`."""
    tops = {name.partition(".")[0] for name in installed}
    return sorted(top for top in tops if (root / top / "__init__.py").exists())


# Including the package of the settings, which need not contain an app.
ROOT_PACKAGES = root_packages([*settings.INSTALLED_APPS, settings.ROOT_URLCONF])
OWN_APPS = {
    config.label: config.name for config in apps.get_app_configs() if config.name.partition(".")[0] in ROOT_PACKAGES
}


def sources(suffixes=(".py",), folders=ROOT_PACKAGES):
    """Return the project's files with these suffixes, sorted, without migrations."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and "migrations" not in path.parts
    )


def name(path):
    """Return a path relative to the project root."""
    return str(path.relative_to(ROOT))


def findings(paths, check):
    """Return what `check` finds in these files, by name; one test for all of them is quicker than one for each."""
    assert paths, "no files to check"
    found = {name(path): check(path) for path in paths}
    return {name: what for name, what in found.items() if what}


def module_of(path):
    """Return the dotted name of a source file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def app_of(module, packages=None):
    """Return the innermost app that a module belongs to; "" if there is none."""
    candidates = [app for app in packages or OWN_APPS.values() if is_in(module, app)]
    return max(candidates, key=len, default="")


def is_in(module, package):
    """Return whether a module is a package or is inside it."""
    return module == package or module.startswith(f"{package}.")


@cache
def import_graph():
    """Return the import graph of the project, including imports in functions and for type checking only."""
    return grimp.build_graph(*ROOT_PACKAGES, cache_dir=None)


@cache
def tree_of(path):
    """Return the syntax tree of a source file."""
    return ast.parse(path.read_text())
