from django.db import migrations

OLD = "library.catalogue.imports.taking_over.take_over"
NEW = "library.catalogue.imports.importing.import_rows"


def rename_path(old, new):
    """Return a function that gives queued jobs of a renamed function its new path."""

    def rename(apps, schema_editor):
        apps.get_model("worker", "Job").objects.filter(task_path=old).update(task_path=new)

    return rename


class Migration(migrations.Migration):
    dependencies = [("worker", "0002_moved_job")]

    operations = [migrations.RunPython(rename_path(OLD, NEW), rename_path(NEW, OLD))]
