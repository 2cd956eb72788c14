"""A job: a function, its name in the staff's words, and errors that give nobody away."""

import functools
import traceback
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .tasks_api import task

_titles: dict[str, object] = {}


class JobFailed(Exception):
    """What a job died of: the kind of error and the place, never its words, which may name a person."""


def job(title, **options):
    """Make a function a job of the background process; `title` is what staff read about it.

    A job must be safe to run twice: a killed process leaves it behind, and another one begins it anew. Its arguments
    are stored as JSON and name records by number, never persons. `options` are those of Django's `task`.
    """

    def decorate(function):
        @functools.wraps(function)
        def discreet(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except Exception as error:
                raise JobFailed(place_of(error)) from None

        made = task(**options)(discreet)
        _titles[made.module_path] = title
        return made

    return decorate


def title_of(path: str):
    """The title of the job at that import path; one that no longer exists is called so."""
    return _titles.get(path, _("Eine Arbeit, die es nicht mehr gibt"))


def place_of(error: Exception) -> str:
    """Kind and place of an error: "SMTPServerDisconnected in delivery.py, line 40"."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
