"""The shape of the house: who may know whom, and habits that keep pages safe and readable both ways."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
LAYERS = [[name.strip() for name in line.split("|")] for line in CONTRACT["layers"]]
RANK = {name.rpartition(".")[2]: rank for rank, names in enumerate(LAYERS) for name in names}
# An app inside another package, such as events.signup, stands on the floor of that package.
FLOOR = {
    config.label: config.name.removeprefix("kasch_site.").partition(".")[0]
    for config in apps.get_app_configs()
    if config.name.startswith(("kasch_site.", "events", "counselling"))
}
OUR_APPS = set(FLOOR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))


def name(path):
    return str(path.relative_to(ROOT))


def test_every_app_stands_in_the_import_contract():
    folders = ("kasch_site", "events", "counselling")
    packages = {path.parent for folder in folders for path in (ROOT / folder).rglob("apps.py")}
    assert packages == {Path(apps.get_app_config(label).path) for label in OUR_APPS}
    assert set(FLOOR.values()) <= set(RANK)


def test_every_app_is_a_room_of_the_contract():
    assert {room.rpartition(".")[0] for room in settings.ROOMS} | {"kasch_site.common"} == {
        apps.get_app_config(label).name for label in OUR_APPS
    }


def may_know(knower, known):
    """An app knows its own floor and what lies below it."""
    return FLOOR[knower] == FLOOR[known] or RANK[FLOOR[known]] > RANK[FLOOR[knower]]


def test_no_model_points_at_a_room_it_must_not_know():
    for config in apps.get_app_configs():
        if config.label not in OUR_APPS:
            continue
        for model in config.get_models():
            for field in model._meta.get_fields():
                target = getattr(field, "related_model", None)
                if target is None or field.auto_created or target._meta.app_label not in OUR_APPS:
                    continue
                assert may_know(config.label, target._meta.app_label), f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_names_only_routes_it_may_know(path):
    parts = path.relative_to(ROOT / "templates").parts
    owner = parts[1] if parts[0] == "admin" and parts[1] in OUR_APPS else parts[0]
    for route in re.findall(r"""{%\s*url\s+["']([a-z_]+):""", path.read_text()):
        if route in OUR_APPS:
            # What stands around every page belongs to `pages` and below.
            assert may_know(owner if owner in OUR_APPS else "pages", route), route


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_no_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"""\sstyle\s*=""", text)
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text)
    assert "<style" not in text
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or "application/ld+json" in attributes


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_a_stylesheet_works_in_both_reading_directions(path):
    physical = re.findall(
        r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)",
        path.read_text(),
    )
    assert not physical


def test_each_component_stylesheet_is_in_a_layer():
    for path in STYLES:
        if path.parent.name == "components":
            assert "@layer components" in path.read_text(), path.name


def test_nothing_about_one_house_is_in_the_code():
    words = re.compile(r"Chemnitz|Kaßberg|Schloßchemnitz|Leipziger|KaSch\b|buelei", re.IGNORECASE)
    sources = [
        path
        for folder in ("kasch_site", "events", "templates", "static")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js", ".typ", ".svg"} and "demo" not in path.parts
    ]
    guilty = [name(path) for path in sources if words.search(path.read_text().replace("kasch_site", ""))]
    assert guilty == []


def test_only_the_querysets_know_what_published_means():
    pattern = re.compile(r"\.(?:filter|exclude)\([^)]*status\s*=")
    allowed = {"models.py", "querysets.py"}
    guilty = [
        name(path)
        for folder in ("kasch_site", "events")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in allowed and "migrations" not in path.parts and pattern.search(path.read_text())
    ]
    assert guilty == []
