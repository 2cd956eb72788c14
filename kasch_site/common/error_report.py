"""What may be kept and logged about an error of the program: its kind and its place.

Its words are left out, because they may name a person: "Key (email)=(erika@example.org) already exists".
"""

import traceback
from pathlib import Path

from django.conf import settings


def place_of(error: BaseException) -> str:
    """Kind and place of an error, of our own code where it came through it: "KeyError in delivery.py, line 40"."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    last = (ours or frames or [None])[-1]
    kind = type(error).__name__
    return f"{kind} in {Path(last.filename).name}, line {last.lineno}" if last else kind


def trace_of(error: BaseException) -> str:
    """The way an error took through the code, for the log: files, lines and the kind of error."""
    return f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}"


def _is_ours(filename):
    path = Path(filename)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts
