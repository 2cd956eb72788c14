"""The import contracts of pyproject.toml, applied to references that are not imports: templates, routes, strings."""

import tomllib

from tests.support.guards.own_code import ROOT, app_of, import_graph, is_in

IMPORT_LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = IMPORT_LINTER["contracts"]
# Modules for visitors, staff and the site; everything else in an app is its domain.
_SURFACE = {"urls", "section", "views", "web", "staff", "admin"}


def ranks(contract):
    """Return, for each container of a layers contract, the rank from the top and the independence of each module."""
    layerings = []
    for container in contract.get("containers", [""]):
        prefix = f"{container}." if container else ""
        layerings.append(
            {
                prefix + module.strip(" ()"): (rank, "|" in line)
                for rank, line in enumerate(contract["layers"])
                for module in line.replace(":", "|").split("|")
            }
        )
    return layerings


LAYERINGS = [layering for contract in CONTRACTS if contract["type"] == "layers" for layering in ranks(contract)]


def may_reference(module, target, layerings=None):
    """Return whether a module may reference another one: none above it, and no independent neighbour."""
    for layering in LAYERINGS if layerings is None else layerings:
        own, other = _place(module, layering), _place(target, layering)
        if own is None or other is None or own == other:
            continue
        rank, independent = layering[own]
        if layering[other][0] < rank or (layering[other][0] == rank and independent):
            return False
    return True


def _place(module, layering):
    return max((place for place in layering if is_in(module, place)), key=len, default=None)


def is_placed(module):
    """Return whether a layers contract contains the module."""
    return any(_place(module, layering) for layering in LAYERINGS)


def parts_of(app, packages, modules):
    """Return the direct submodules of an app, without nested apps: those of its surface, and the others."""
    inside = {module for module in modules if app_of(module, packages) == app} - {app}
    parts = {".".join(module.split(".")[: app.count(".") + 2]) for module in inside}
    surface = {part for part in parts if _last(part) in _SURFACE or _last(part).startswith(("admin_", "section_"))}
    domain = {part for part in parts - surface if _last(part) not in {"apps", "migrations", "management"}}
    return surface, domain


def _last(module):
    return module.rpartition(".")[2]


def without_contract(packages, modules=None, contracts=CONTRACTS):
    """Return the surface modules of these apps that their domain could import without violating a contract.

    An app with only a surface or only a domain has one layer and needs no contract. A layers contract counts if it
    is exhaustive, so that it covers the whole app.
    """
    modules = import_graph().modules if modules is None else modules
    missing = set()
    for app in packages:
        surface, domain = parts_of(app, packages, modules)
        if surface and domain:
            missing |= surface - _covered(app, contracts)
    return sorted(missing)


def _covered(app, contracts):
    covered = set()
    for contract in contracts:
        if contract["type"] == "protected":
            covered |= set(contract["protected_modules"])
        elif app in contract.get("containers", []) and contract.get("exhaustive"):
            covered |= {module for layering in ranks(contract) for module in layering}
    return covered
