"""The child process that lists and unpacks a zip archive: the archive may name any number of files of any size.

list: write names and sizes of the PDFs inside as JSON
unpack: write the content of one of them, as far as the process may
"""

import json
import shutil
import sys
import zipfile
from pathlib import PurePosixPath

MAX_FILES = 300
TOO_MANY = 50
_MAX_NAME = 200


def main(path: str, mode: str, position: str = "0") -> int:
    """List the archive at this path, or write one of its files; return the exit status."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [entry for entry in archive.infolist() if _is_wanted(entry)]
            if len(inside) > MAX_FILES:
                return TOO_MANY
            if mode == "list":
                sys.stdout.write(json.dumps([[_name(entry), entry.file_size] for entry in inside]))
                return 0
            with archive.open(inside[int(position)]) as file:
                shutil.copyfileobj(file, sys.stdout.buffer, 1024 * 1024)
            sys.stdout.buffer.flush()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, IndexError):
        return 1
    return 0


def _is_wanted(entry):
    """Return whether an entry is a regular file: neither a folder nor metadata of an operating system."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    return not entry.is_dir() and "__MACOSX" not in path.parts and not path.name.startswith(".")


def _name(entry):
    """Return the last part of a path; folders are ignored."""
    return PurePosixPath(entry.filename.replace("\\", "/")).name[-_MAX_NAME:]
