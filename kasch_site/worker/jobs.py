"""Define jobs: a function, its title for staff, and errors without personal data."""

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
    """The type and location of a job's error, without its message, which may contain personal data."""


def job(title, **options):
    """Decorate a function as a background job; `title` is its name for staff.

    A job must be idempotent: if its process is killed, another one runs it again. Its arguments and its result are
    stored as JSON and refer to records by id, never to persons. `options` are those of Django's `task`.
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
    """Return the title of the job at that import path; a placeholder if it no longer exists."""
    if path not in _titles:
        with suppress(ImportError):
            import_string(path)  # a web process may not have imported the module yet
    return _titles.get(path, _("Eine Arbeit, die es nicht mehr gibt"))
