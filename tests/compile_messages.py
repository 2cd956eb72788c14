"""Compile the translations without gettext's tools, and check whether the compiled files are up to date.

python -m tests.compile_messages          writes django.mo beside each django.po
python -m tests.compile_messages --check  fails if one is missing or old
"""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
# The frame in other languages, and Django's sentences in everyday German.
FOLDERS = [ROOT / "locale", ROOT / "kasch_site" / "common" / "admin" / "sentences"]


def stale():
    """Return the .po files whose compiled file differs."""
    paths = [path for folder in FOLDERS for path in sorted(folder.rglob("*.po"))]
    return [path for path in paths if compiled(path) != compiled_messages(path.with_suffix(".mo"))]


def compiled(path):
    entries = polib.pofile(str(path)).translated_entries()
    return {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in entries}


def compiled_messages(path):
    if not path.exists():
        return None
    return {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in polib.mofile(str(path))}


def main(arguments):
    outdated = stale()
    for path in outdated:
        print(path.relative_to(ROOT))
        if "--check" not in arguments:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 1 if outdated and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
