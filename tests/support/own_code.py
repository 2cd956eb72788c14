"""What is our own code, read from the settings: an app is under every guard on the day it is listed there."""

import ast
from functools import cache
from pathlib import Path

import grimp
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def root_packages(installed, root=ROOT):
    """Return the top packages, sorted, of those of these dotted names that are folders in `root`."""
    tops = {name.partition(".")[0] for name in installed}
    return sorted(top for top in tops if (root / top / "__init__.py").exists())


# With the package of the settings themselves, where no app need be.
ROOT_PACKAGES = root_packages([*settings.INSTALLED_APPS, settings.ROOT_URLCONF])
OWN_APPS = {
    config.label: config.name for config in apps.get_app_configs() if config.name.partition(".")[0] in ROOT_PACKAGES
}


def sources(suffixes=(".py",), folders=ROOT_PACKAGES):
    """Return our files with these endings, sorted; migrations are not among them."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and "migrations" not in path.parts
    )


def name(path):
    """Return a path as it is called from the root of the tree."""
    return str(path.relative_to(ROOT))


def module_of(path):
    """Return the dotted name of a source file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def app_of(module, packages=None):
    """Return the app a module belongs to, the innermost one; "" where it belongs to none."""
    found = [app for app in packages or OWN_APPS.values() if is_in(module, app)]
    return max(found, key=len, default="")


def is_in(module, package):
    """Return whether a module is a package or lies in it."""
    return module == package or module.startswith(f"{package}.")


@cache
def import_graph():
    """Return who imports whom in our code; imports in functions and for type checking alone count."""
    return grimp.build_graph(*ROOT_PACKAGES, cache_dir=None)


@cache
def tree_of(path):
    """Return the syntax tree of a source file."""
    return ast.parse(path.read_text())
