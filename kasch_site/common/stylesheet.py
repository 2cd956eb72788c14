"""The site's CSS: written as one small file per component, delivered as one.

`static/css/` holds the parts. `css/site.css` and `css/admin.css` exist only as what this finder puts together from
them, minified, whenever a part is newer; `collectstatic` picks it up, hashes and compresses it.
"""

import os
import threading
from pathlib import Path

import rcssmin
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = settings.BASE_DIR / "static" / "css"
BUILT = settings.VAR / "css"
BUNDLES = {
    "css/site.css": ["layers.css", "tokens.css", "base.css", "layout.css", "components/*.css", "print.css"],
    "css/admin.css": ["layers.css", "tokens.css", "admin/*.css"],
    # The site as it looks on paper, shown on the screen in the admin's previews.
    "css/print-preview.css": ["layers.css", "tokens.css", "base.css", "layout.css", "components/*.css", "print.css"],
}
_ON_PAPER = "css/print-preview.css"


def parts(name) -> list[Path]:
    """The source files of a bundle, in the order of the cascade."""
    return [path for pattern in BUNDLES[name] for path in sorted(SOURCE.glob(pattern))]


def build(name) -> Path:
    """Write the bundle if a part is newer than it, and return where it lies."""
    target = BUILT / Path(name).name
    sources = parts(name)
    folders = [SOURCE / "components", SOURCE / "admin"]  # their times change when a part is deleted
    newest = max((path.stat().st_mtime for path in [*sources, *folders]), default=0)
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        text = rcssmin.cssmin("\n".join(path.read_text() for path in sources))
        if name == _ON_PAPER:
            text = text.replace("@media print", "@media all")
        # Two processes may do this at once: each writes a file of its own, and the last one stays.
        unfinished = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        unfinished.write_text(text)
        unfinished.replace(target)
    return target


class StylesheetFinder(BaseFinder):
    """Offers the bundles to staticfiles; nothing else."""

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        found = str(build(path)) if path in BUNDLES else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=BUILT)
        storage.prefix = "css"
        for name in BUNDLES:
            build(name)
            yield Path(name).name, storage
