"""Describe an error for storage and logs by its type and location.

The error message is left out, because it may contain personal data: "Key (email)=(erika@example.org) already exists".
"""

import traceback
from pathlib import Path

from django.conf import settings


def location_of(error: BaseException) -> str:
    """Return type and location of an error, preferring a frame of our own code: "KeyError in delivery.py, line 40"."""
    frames = traceback.extract_tb(error.__traceback__)
    own_frames = [frame for frame in frames if _is_own_code(frame.filename)]
    last = (own_frames or frames or [None])[-1]
    kind = type(error).__name__
    return f"{kind} in {Path(last.filename).name}, line {last.lineno}" if last else kind


def traceback_of(error: BaseException) -> str:
    """Return the traceback for the log: files, lines and the type of the error, without its message."""
    return f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}"


def _is_own_code(filename):
    path = Path(filename)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts
