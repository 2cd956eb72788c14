from django.db import migrations

NEW_PATHS = {
    "library.catalogue.imports.taking_over.take_over": "library.catalogue.imports.importing.import_rows",
    "newspaper.intake.uploads.look_at": "newspaper.intake.uploads.inspect_files",
}


def rename_paths(paths):
    """Return a function that gives queued jobs of a renamed function its new path."""

    def rename(apps, schema_editor):
        for old, new in paths:
            apps.get_model("worker", "Job").objects.filter(task_path=old).update(task_path=new)

    return rename


class Migration(migrations.Migration):
    dependencies = [("worker", "0002_moved_job")]

    operations = [
        migrations.RunPython(
            rename_paths(NEW_PATHS.items()), rename_paths([(new, old) for old, new in NEW_PATHS.items()])
        )
    ]
