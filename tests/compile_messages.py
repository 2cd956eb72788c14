"""Compile the translations without gettext's tools, and tell whether the compiled files are up to date.

python -m tests.compile_messages          writes django.mo beside each django.po
python -m tests.compile_messages --check  fails if one is missing or old
"""

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def stale():
    """The .po files whose compiled twin does not say the same."""
    return [path for path in sorted(LOCALE.rglob("*.po")) if compiled(path) != said(path.with_suffix(".mo"))]


def compiled(path):
    entries = polib.pofile(str(path)).translated_entries()
    return {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in entries}


def said(path):
    if not path.exists():
        return None
    return {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in polib.mofile(str(path))}


def main(arguments):
    found = stale()
    for path in found:
        print(path.relative_to(LOCALE.parent))
        if "--check" not in arguments:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
