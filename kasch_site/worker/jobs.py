"""A job: a function, its name in the staff's words, and errors that give nobody away."""

import functools
import logging
from contextlib import suppress

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kasch_site.common.error_report import place_of, trace_of

from .tasks_api import task

logger = logging.getLogger(__name__)

_titles: dict[str, object] = {}


class JobFailed(Exception):
    """What a job died of: the kind of error and the place, never its words, which may name a person."""


def job(title, **options):
    """Make a function a job of the background process; `title` is what staff read about it.

    A job must be safe to run twice: a killed process leaves it behind, and another one begins it anew. Its arguments
    and its result are stored as JSON and name records by number, never persons. `options` are those of Django's `task`.
    """

    def decorate(function):
        @functools.wraps(function)
        def discreet(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except Exception as error:
                logger.error("%s failed:\n%s", function.__name__, trace_of(error))
                raise JobFailed(place_of(error)) from None

        made = task(**options)(discreet)
        _titles[made.module_path] = title
        return made

    return decorate


def title_of(path: str):
    """The title of the job at that import path; one that no longer exists is called so."""
    if path not in _titles:
        with suppress(ImportError):
            import_string(path)  # a process that serves pages may not have needed the module yet
    return _titles.get(path, _("Eine Arbeit, die es nicht mehr gibt"))
