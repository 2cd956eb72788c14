"""Run a test without one of the constraints of the database, to show what it is needed for."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_constraint(model, name):
    """Drop the constraint of this name for all connections; delete all rows of the model and restore it at the end."""
    constraint = next(item for item in model._meta.constraints if item.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)
