"""The site's CSS: one source file per component, delivered as one bundle.

`static/css/` holds the parts. This finder builds `css/site.css` and `css/admin.css` from them, minified, whenever a
part is newer; `collectstatic` then hashes and compresses them.
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
# Folders of `SOURCE`; each is a bundle that some pages load besides `css/site.css`, so that the others stay light.
SEPARATE = ("contributions", "counselling", "demo_mails", "foyer", "house", "month", "newspaper")
BUNDLES = {
    "css/site.css": ["layers.css", "tokens.css", "base.css", "layout.css", "components/*.css", "print.css"],
    "css/admin.css": ["layers.css", "tokens.css", "admin/*.css"],
    # Only on pages of their own.
    **{f"css/{name}.css": ["layers.css", f"{name}/*.css"] for name in SEPARATE},
    # The print stylesheet, shown on screen in the admin's previews.
    "css/print-preview.css": ["layers.css", "tokens.css", "base.css", "layout.css", "components/*.css", "print.css"],
}
_PRINT_PREVIEW = "css/print-preview.css"


def parts(name) -> list[Path]:
    """Return the source files of a bundle in cascade order."""
    return [path for pattern in BUNDLES[name] for path in sorted(SOURCE.glob(pattern))]


def build(name) -> Path:
    """Build the bundle if a part is newer, and return its path."""
    target = BUILT / Path(name).name
    sources = parts(name)
    # Their mtime changes when a part is deleted.
    folders = [SOURCE / name for name in ("components", "admin", *SEPARATE)]
    newest = max((path.stat().st_mtime for path in [*sources, *folders]), default=0)
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        text = rcssmin.cssmin("\n".join(path.read_text() for path in sources))
        if name == _PRINT_PREVIEW:
            text = text.replace("@media print", "@media all")
        # Concurrent processes each write their own temporary file; the last rename wins.
        temporary = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        temporary.write_text(text)
        temporary.replace(target)
    return target


class StylesheetFinder(BaseFinder):
    """A staticfiles finder for the bundles."""

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        bundle = str(build(path)) if path in BUNDLES else None
        if find_all or not bundle:  # Django expects an empty list for a file that is not there
            return [bundle] if bundle else []
        return bundle

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=BUILT)
        storage.prefix = "css"
        for name in BUNDLES:
            build(name)
            yield Path(name).name, storage
