"""Migrations change tables that triggers name; afterwards the triggers are as before."""

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, models, transaction
from django.db.migrations import Migration
from django.db.utils import DatabaseError

from events.models import OccurrenceCapacity
from kasch_site.common.models import ContentVersion

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def change(model, name):
    """Change a column and change it back, as two migrations do: SQLite makes a new table each time."""
    old = model._meta.get_field(name)
    new = models.BigIntegerField(default=0)
    new.set_attributes_from_name(name)
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)
        editor.alter_field(model, new, old)


@pytest.mark.parametrize("model, name", [(OccurrenceCapacity, "announced_sequence"), (ContentVersion, "number")])
def test_a_migration_changes_a_table_that_triggers_name(model, name):
    before = triggers()
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=[(Migration("toy", "toy"), False)])
    change(model, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert triggers() == before
    assert any(name.startswith("hold_places_") for name in before)
    assert any(name.startswith("version_") for name in before)


def test_without_a_migration_the_triggers_stay():
    before = triggers()
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
    assert triggers() == before


def test_sqlite_refuses_the_change_while_triggers_name_the_table():
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_occurrencecapacity RENAME TO old_capacity")
        cursor.execute("CREATE TABLE events_occurrencecapacity_new (id integer)")
        cursor.execute("DROP TABLE old_capacity")
        cursor.execute("ALTER TABLE events_occurrencecapacity_new RENAME TO events_occurrencecapacity")
