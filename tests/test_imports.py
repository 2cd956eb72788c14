"""Imports: no cycles, no imports in functions without a reason, no violations of the contracts."""

import ast
import sys

import grimp
import pytest

from tests.support.guards.layering import IMPORT_LINTER, is_placed, may_reference, ranks, without_contract
from tests.support.guards.own_code import (
    OWN_APPS,
    ROOT_PACKAGES,
    findings,
    import_graph,
    root_packages,
    sources,
    tree_of,
)


def import_cycles(graph):
    """Return the modules of each import cycle (strongly connected component), sorted."""
    upstream = {module: graph.find_upstream_modules(module) for module in graph.modules}
    cycles = {
        tuple(sorted({other for other in above if module in upstream[other]} | {module}))
        for module, above in upstream.items()
    }
    return sorted(cycle for cycle in cycles if len(cycle) > 1)


def test_modules_have_no_import_cycles():
    assert import_cycles(import_graph()) == []


@pytest.fixture
def toy_package(tmp_path, monkeypatch):
    """Return a function that writes a package with these modules and returns its import graph."""

    def write(**modules):
        folder = tmp_path / "toybox"
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for module, text in modules.items():
            (folder / f"{module}.py").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        return grimp.build_graph("toybox", cache_dir=None)

    yield write
    sys.modules.pop("toybox", None)


FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .ball import bounce\n"


@pytest.mark.parametrize(
    "doll", ["from .ball import bounce\n", "def play():\n    from . import ball\n", "import toybox.ball\n", FOR_TYPES]
)
def test_an_import_cycle_is_detected_wherever_its_imports_are(toy_package, doll):
    graph = toy_package(doll=doll, ball="from .kite import fly\n", kite="from toybox.doll import play\n")
    assert import_cycles(graph) == [("toybox.ball", "toybox.doll", "toybox.kite")]


def test_a_package_and_its_module_can_form_a_cycle(toy_package):
    graph = toy_package(__init__="from .doll import play\n", doll="from toybox import box\n")
    assert import_cycles(graph) == [("toybox", "toybox.doll")]


def test_a_module_imported_by_two_others_is_no_cycle(toy_package):
    graph = toy_package(doll="from . import ball, kite\n", kite="from . import ball\n", ball="")
    assert import_cycles(graph) == []


def unexplained(text, tree=None):
    """Return the line of each import in a function without a comment on its line or above its block."""
    lines = text.splitlines()
    import_lines = {
        node.lineno
        for function in ast.walk(tree or ast.parse(text))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    return sorted(line for line in import_lines if not _has_reason(line, import_lines, lines))


def _has_reason(line, imports, lines):
    if "#" in lines[line - 1] and "noqa" not in lines[line - 1]:
        return True
    above = line - 1
    return (above in imports and _has_reason(above, imports, lines)) or lines[above - 1].strip().startswith("#")


def test_an_import_in_a_function_has_a_comment_with_its_reason():
    assert findings(sources(), lambda path: unexplained(path.read_text(), tree_of(path))) == {}


def test_an_import_in_a_function_without_a_comment_is_detected():
    text = """
def fly():
    import kite
    import wind  # half a second to import, needed in autumn
    # Not defined yet when this module is loaded.
    from . import line
    from . import tail

    from . import late
"""
    assert unexplained(text) == [3, 9]


def test_the_contracts_cover_all_project_packages():
    assert sorted(IMPORT_LINTER["root_packages"]) == ROOT_PACKAGES


def test_a_package_belongs_to_the_project_once_an_app_of_it_is_installed(tmp_path):
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "__init__.py").write_text("")
    listed = ["django.contrib.auth", "library", "library.loans"]
    assert root_packages(listed, tmp_path) == ["library"]


@pytest.mark.parametrize("app", sorted(OWN_APPS.values()))
def test_every_app_is_in_a_layer(app):
    assert is_placed(app)


def test_the_domain_of_every_app_is_separated_from_its_surface_by_a_contract():
    assert without_contract(OWN_APPS.values()) == []


BAKERY = {"bakery", "bakery.urls", "bakery.views", "bakery.views.search", "bakery.ovens", "bakery.admin_loaves"}


def test_an_app_without_a_contract_is_detected():
    assert without_contract(["bakery"], BAKERY) == ["bakery.admin_loaves", "bakery.urls", "bakery.views"]
    assert without_contract(["bakery"], {"bakery", "bakery.ovens", "bakery.models"}) == []


def test_a_contract_is_valid_only_if_it_covers_the_whole_surface():
    protected = {"type": "protected", "protected_modules": ["bakery.urls", "bakery.views"]}
    assert without_contract(["bakery"], BAKERY, [protected]) == ["bakery.admin_loaves"]
    layers = {
        "type": "layers",
        "containers": ["bakery"],
        "layers": ["urls", "views : admin_loaves", "ovens"],
        "exhaustive": True,
    }
    assert without_contract(["bakery"], BAKERY, [layers]) == []
    assert without_contract(["bakery"], BAKERY, [layers | {"exhaustive": False}]) != []


def test_no_layer_imports_upwards_or_an_independent_neighbour():
    [layering] = ranks({"type": "layers", "layers": ["home", "events | library", "common"]})
    assert may_reference("home.views", "library.models", [layering])
    assert may_reference("library.loans", "library.views", [layering])
    assert may_reference("library.loans", "common.clock", [layering])
    assert not may_reference("library.loans", "events.models", [layering])
    assert not may_reference("common.clock", "library.loans", [layering])
