from django.db import migrations


def name_the_kind(apps, schema_editor):
    """Rename the key of each change of an undo step."""
    for step in apps.get_model("events", "UndoStep").objects.all():
        step.changes = [{"kind" if key == "what" else key: change[key] for key in change} for change in step.changes]
        step.save(update_fields=["changes"])


class Migration(migrations.Migration):
    dependencies = [("events", "0002_told_at")]

    operations = [
        migrations.RenameField("acceptedconflict", "what", "conflict_key"),
        migrations.RunPython(name_the_kind, migrations.RunPython.noop),
    ]
