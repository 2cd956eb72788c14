"""Compile the translations without gettext's tools, and check whether the compiled files are up to date.

python -m tests.compile_messages          writes django.mo beside each django.po
python -m tests.compile_messages --check  fails if one is missing or old
"""

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def stale():
    """Return the .po files whose compiled file differs."""
    return [
        path for path in sorted(LOCALE.rglob("*.po")) if compiled(path) != compiled_messages(path.with_suffix(".mo"))
    ]


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
        print(path.relative_to(LOCALE.parent))
        if "--check" not in arguments:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 1 if outdated and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
