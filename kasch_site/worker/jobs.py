"""Define jobs: a function, and its title for staff."""

from contextlib import suppress

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from .tasks_api import task

_titles: dict[str, object] = {}


def job(title, **options):
    """Decorate a function as a background job; `title` is its name for staff.

    A job must be idempotent: if its process is killed, another one runs it again. Its arguments and its result are
    stored as JSON and refer to records by id, never to persons. `options` are those of Django's `task`; a `queue_name`
    of its own (`settings.TASKS`) means that one job of that queue runs at a time.
    """

    def decorate(function):
        decorated = task(**options)(function)
        _titles[decorated.module_path] = title
        return decorated

    return decorate


def title_of(path: str):
    """Return the title of the job at that import path; a placeholder if it no longer exists."""
    if path not in _titles:
        with suppress(ImportError):
            import_string(path)  # a web process may not have imported the module yet
    return _titles.get(path, _("Eine Arbeit, die es nicht mehr gibt"))
