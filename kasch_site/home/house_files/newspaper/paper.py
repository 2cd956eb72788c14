"""The paper of a house as its folder describes it: its head, what its issues share, and the issues as of a day."""

from dataclasses import dataclass
from datetime import date

from ..reading.folder import HouseFolder
from ..reading.records import HouseFileError
from .appearance import MONTHS, Appearance, appearance
from .texts import PageTexts, SharedParts, read_pages, read_shared_parts
from .typesetting import Head

FOLDER = "newspaper"
PAPER_FILE = "paper.toml"
_HEAD = ("name", "subtitle", "price", "sample", "author", "accent")
_DIVISORS = [number for number in range(1, MONTHS + 1) if MONTHS % number == 0]


@dataclass(frozen=True)
class IssueTexts:
    """An issue with its pages. `broken_page` is the number of a page that cannot be read, or 0."""

    theme: str
    appearance: Appearance
    pages: tuple[PageTexts, ...]
    as_scan: bool
    broken_page: int


@dataclass(frozen=True)
class PaperTexts:
    """A paper with its issues, the newest first."""

    head: Head
    frequency: str
    issues_per_year: int
    responsible: str
    rights: str
    next_deadline: date | None
    shared_parts: SharedParts
    issues: tuple[IssueTexts, ...]


def read_paper(folder: HouseFolder, today: date) -> PaperTexts | None:
    """Return the paper as of this day, or None if the house has none. Raise `HouseFileError`."""
    home = folder.path / FOLDER
    if not (home / PAPER_FILE).exists():
        return None
    with folder.open(f"{FOLDER}/{PAPER_FILE.removesuffix('.toml')}") as file:
        row = file.record("paper")
        head = Head(**{key: row.text(key) for key in _HEAD})
        per_year, day_of_month = row.number("issues_per_year", minimum=1), row.number("appears_on", minimum=1)
        facts = {key: row.text(key, "") for key in ("frequency", "responsible", "rights")}
        facts["next_deadline"] = row.day("next_deadline", today, None)
        row.refuse_unknown()
        if per_year not in _DIVISORS:
            raise row.error("issues_per_year", f"must be one of {_DIVISORS}; it is {per_year}.")
        shared_parts = read_shared_parts(file, home / "pictures")
        issues, paths = [], {home / PAPER_FILE}
        for issue_row in file.records("issue"):
            path = issue_row.file_in("file", home)
            paths.add(path)
            appears = appearance(today, issue_row.number("ago"), per_year, day_of_month)
            issues.append(_issue(issue_row, path, folder, shared_parts, appears))
    if unused := {path.name for path in home.glob("*.toml")} - {path.name for path in paths}:
        raise HouseFileError(f"{FOLDER}/{min(unused)} is not named in {FOLDER}/{PAPER_FILE}. Add an [[issue]] there.")
    return PaperTexts(head, issues_per_year=per_year, shared_parts=shared_parts, issues=tuple(issues), **facts)


def _issue(row, path, folder, shared_parts, appears):
    with folder.open(f"{FOLDER}/{path.stem}") as file:
        pages = read_pages(file, shared_parts)
    return IssueTexts(row.text("theme"), appears, pages, row.flag("as_scan", False), row.number("broken_page", 0))
