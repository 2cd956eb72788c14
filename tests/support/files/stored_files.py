"""The folders of stored files: pictures, and files that no web server serves."""

import os
import shutil
from pathlib import Path


def roots_in(folder: Path) -> dict[str, Path]:
    """Return the settings of both folders, inside of `folder`; make them if they are missing."""
    roots = {"MEDIA_ROOT": folder / "media", "LOCKED_ROOT": folder / "locked"}
    for root in roots.values():
        root.mkdir(exist_ok=True)
    return roots


def copied_roots(folder: Path, to: Path) -> dict[str, Path]:
    """Return the settings of copies of both folders. No file is written twice, so a link is as good as a copy."""
    return {
        name: shutil.copytree(root, to / root.name, copy_function=os.link) for name, root in roots_in(folder).items()
    }
