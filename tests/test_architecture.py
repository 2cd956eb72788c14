"""Architecture: references between apps, inline code in templates, writing directions, raw SQL."""

import ast
import re
import tomllib

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model

from tests.support.guards.first_house import found_in
from tests.support.guards.layering import may_reference
from tests.support.guards.own_code import OWN_APPS, ROOT, ROOT_PACKAGES, findings, name, sources, tree_of

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
RUFF = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]


def test_every_app_folder_is_installed_in_the_settings():
    packages = {path.parent for package in ROOT_PACKAGES for path in (ROOT / package).rglob("apps.py")}
    assert packages == {ROOT / app.replace(".", "/") for app in OWN_APPS.values()}


def test_every_app_has_a_section_in_the_settings():
    listed = {path.rpartition(".")[0] for path in settings.SECTIONS if not path.startswith("tests.")}
    assert listed | {
        "kasch_site.common",
        "kasch_site.accounts",
    } == set(OWN_APPS.values())


def test_every_project_package_has_a_logger():
    levels = {package: settings.LOGGING["loggers"].get(package, {}).get("level") for package in ROOT_PACKAGES}
    assert levels == dict.fromkeys(ROOT_PACKAGES, "INFO")


def test_ruff_and_import_linter_list_all_project_packages():
    assert sorted(RUFF["isort"]["known-first-party"]) == sorted([*ROOT_PACKAGES, "bench", "tests"])


def test_no_model_relation_points_to_a_forbidden_app():
    for label, app in OWN_APPS.items():
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                target = getattr(field, "related_model", None)
                if target is None or field.auto_created or target._meta.app_label not in OWN_APPS:
                    continue
                if target is get_user_model():  # named by a setting, not by its app
                    continue
                assert may_reference(app, OWN_APPS[target._meta.app_label]), f"{model.__name__}.{field.name}"


_INLINE = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*(?:src=|application/ld\+json))""")
_PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)


def test_a_template_has_no_inline_style_or_script():
    assert findings(TEMPLATES, lambda path: _INLINE.findall(path.read_text())) == {}


def test_an_inline_style_or_script_is_detected():
    for text in ('<p style="x">', '<a onclick="x">', "<style>", "<script>x", '<script type="module">x'):
        assert _INLINE.search(text), text
    assert not _INLINE.search('<script src="a.js" defer></script><script type="application/ld+json">{}</script>')


def test_a_stylesheet_works_in_both_writing_directions():
    assert findings(STYLES, lambda path: _PHYSICAL.findall(path.read_text())) == {}


def test_each_component_stylesheet_is_in_a_layer():
    for path in STYLES:
        if path.parent.name == "components":
            assert "@layer components" in path.read_text(), path.name


def test_code_contains_nothing_specific_to_one_house():
    endings = {".py", ".html", ".css", ".js", ".typ", ".svg", ".txt"}
    files = sources(endings, [*ROOT_PACKAGES, "templates", "static"])
    specific = {name(path): found_in(path.read_text()) for path in files}
    assert {path: words for path, words in specific.items() if words} == {}


# Full text, database triggers, and PRAGMAs of SQLite.
RAW_SQL = {
    "events/registration/capacity/capacity_triggers.py",
    "kasch_site/common/caching/versions.py",
    "kasch_site/common/search/full_text.py",
    "kasch_site/common/sqlite.py",
}
_RAW = re.compile(r"\.cursor\(|\.raw\(|\bRawSQL\b|\.extra\(|\bPRAGMA\b")


def test_only_listed_modules_contain_raw_sql():
    assert {name(path) for path in sources() if _RAW.search(path.read_text())} == RAW_SQL


@pytest.mark.parametrize(
    "code",
    [
        "with connection.cursor() as cursor:",
        'Event.objects.raw("SELECT 1")',
        'annotate(a=RawSQL("1", []))',
        'extra = rows.extra(where=["1"])',
        'words = "PRAGMA synchronous"',
    ],
)
def test_raw_sql_is_detected(code):
    assert _RAW.search(code)


_FILTERING = {"filter", "exclude", "get", "Q", "When"}
_PUBLICATION = {"status", "publish_at"}


def filters_by_publication(tree):
    """Return the line of each query by status or publication day."""
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in _FILTERING
        for keyword in call.keywords
        if _PUBLICATION & set((keyword.arg or "").split("__"))
    ]


def test_only_querysets_filter_by_publication():
    def may_filter(path):
        return path.name in {"models.py", "querysets.py"} or path.parent.name == "models"

    others = [path for path in sources() if not may_filter(path)]
    assert findings(others, lambda path: filters_by_publication(tree_of(path))) == {}


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ('Booking.objects.waiting().filter(ends_at__gt=now(), topic__status="published")', True),
        ("topics.exclude(status=Topic.Status.DRAFT)", True),
        ("topics.filter(Q(publish_at__lte=now) | Q(order=1))", True),
        ('Topic.objects.create(name="Miete", status="published")', False),
        ("Booking.objects.published()", False),
    ],
)
def test_a_filter_by_publication_is_detected(code, is_found):
    assert bool(filters_by_publication(ast.parse(code))) is is_found
