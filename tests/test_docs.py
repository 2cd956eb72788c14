"""Documents, docstrings and comments name what exists: files, commands, and names of the code."""

import ast
import builtins
import io
import re
import tokenize
from fnmatch import fnmatch
from functools import cache
from importlib.util import find_spec

import pytest
from django.core.management import get_commands

from tests.support.guards.own_code import ROOT, ROOT_PACKAGES, findings, name, sources

# Reports of tests with people, and of a run, describe the code of that day.
DOCUMENTS = sorted({ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")})
DOCUMENTS = [path for path in DOCUMENTS if "walks" not in path.parts and path.name != "proof.md"]
NOT_IN_THE_REPOSITORY = {".venv", "var", "node_modules", ".git"}
CODE = sources(folders=[*ROOT_PACKAGES, "bench", "tests"])
SUFFIXES = (".py", ".html", ".txt", ".css", ".js", ".toml", ".md", ".typ", ".po", ".webp")


@cache
def paths():
    """Return every file and folder of the repository, and each end of its path."""
    files = set()
    for folder in ROOT.iterdir():
        if folder.name not in NOT_IN_THE_REPOSITORY:
            files |= {folder, *folder.rglob("*")}
    parts = [path.relative_to(ROOT).parts for path in files if "__pycache__" not in path.parts]
    return {"/".join(names[start:]) for names in parts for start in range(len(names))}


def quoted(text):
    """Return what is written in backticks, without longer examples of code."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))


def named_path(quote):
    """Return the path that a quote names, or None: the part before a colon or a space."""
    path = re.split(r": | ", quote)[0]
    is_path = re.fullmatch(r"[\w.*<>-]+(/[\w.*<> -]*)*", path) and ("/" in path or path.endswith(SUFFIXES))
    return path.rstrip("/") if is_path else None


def exists(path):
    """Return whether a file or folder has this path, or ends with it; `*` and `<…>` stand for any name."""
    pattern = re.sub(r"<[^>]*>?", "*", path)
    if "*" in pattern:
        return any(fnmatch(file_path, pattern) for file_path in paths())
    return path in paths() or path.split("/")[0] in NOT_IN_THE_REPOSITORY


def missing_paths(text):
    """Return the paths that a text names and that do not exist."""
    return [path for path in map(named_path, quoted(text)) if path and not exists(path)]


def missing_commands(text):
    """Return the commands that a text names and that do not exist: of make, manage.py and Python modules."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    lines = [*quoted(text), *re.findall(r"^ {4,}(.+)$", text, re.M)]
    for line in lines:
        for target in re.findall(r"(?:^| )make ([a-z][a-z-]*)", line):
            if target not in targets:
                yield f"make {target}"
        for command in re.findall(r"manage\.py ([a-z_]+)", line):
            if command not in get_commands():
                yield f"manage.py {command}"
        for module in re.findall(r"python -m ([\w.]+)", line):
            if find_spec(module) is None:
                yield f"python -m {module}"


def missing_names(row):
    """Return the names in capitals of a row of a table that none of its files contains."""
    files = [ROOT / path for path in map(named_path, quoted(row)) if path and (ROOT / path).is_file()]
    names = [quote for quote in quoted(row) if re.fullmatch(r"[A-Z][A-Z_]+", quote) and "_" in quote]
    return [word for word in names if files and not any(word in path.read_text() for path in files)]


def prose_and_code(path):
    """Return the docstrings and comments of a module, and everything else in it."""
    source = path.read_text()
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    starts = {node.body[0].lineno for node in nodes if ast.get_docstring(node) is not None}
    prose, code = [], []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_docstring = token.type == tokenize.STRING and token.start[0] in starts
        (prose if is_docstring or token.type == tokenize.COMMENT else code).append(token.string)
    return "\n".join(prose), "\n".join(code)


@cache
def known_names():
    """Return every name of the code, templates, scripts and style sheets, and the parts of all paths."""
    others = sources((".html", ".txt", ".js", ".css", ".toml", ".typ"), ["templates", "static", "demo", *ROOT_PACKAGES])
    texts = [*(prose_and_code(path)[1] for path in CODE), *(path.read_text() for path in others), *paths()]
    return set(re.findall(r"[A-Za-z_]\w*", "\n".join(texts))) | set(dir(builtins))


def unknown_names(prose):
    """Return the names in backticks that exist nowhere."""
    return [word for quote in quoted(prose) for word in re.findall(r"[A-Za-z_]\w+", quote) if word not in known_names()]


def test_names_in_docstrings_and_comments_exist():
    assert findings(CODE, lambda path: unknown_names(prose_and_code(path)[0])) == {}


def test_a_name_that_does_not_exist_is_detected():
    assert unknown_names("Extend the lease every `BE" + "AT`, see `LEASE` and `kasch_site.worker`.") == ["BE" + "AT"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_path_in_the_documents_exists(path):
    assert missing_paths(path.read_text()) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_to_a_file_leads_to_one(path):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text())
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_command_in_the_documents_exists(path):
    assert list(missing_commands(path.read_text())) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_constants_are_in_the_file_that_the_documents_name(path):
    rows = [line for line in path.read_text().splitlines() if line.startswith("|")]
    assert [word for row in rows for word in missing_names(row)] == []


def test_a_missing_reference_is_detected():
    text = "See `events/nowhere.py: cancel`, `nowhere.py`, `events/`, `manage.py` and `<label>/nowhere.html`."
    assert missing_paths(text) == ["events/nowhere.py", "nowhere.py", "<label>/nowhere.html"]
    assert list(missing_commands("`make nothing`, `manage.py nothing`, `python -m tests.nothing`, `make test`")) == [
        "make nothing",
        "manage.py nothing",
        "python -m tests.nothing",
    ]
    assert missing_names("| how long? | `NOT_THERE` and `DJANGO_SETTINGS_MODULE` in `manage.py` |") == ["NOT_THERE"]
