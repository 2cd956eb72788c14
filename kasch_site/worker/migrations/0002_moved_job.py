from django.db import migrations

OLD = "events.registration.waitlist.lapse_offer"
NEW = "events.registration.waitlist.waitlist.lapse_offer"


def rename_path(old, new):
    """Return a function that gives queued jobs of a moved function its new path."""

    def rename(apps, schema_editor):
        apps.get_model("worker", "Job").objects.filter(task_path=old).update(task_path=new)

    return rename


class Migration(migrations.Migration):
    dependencies = [("worker", "0001_initial")]

    operations = [migrations.RunPython(rename_path(OLD, NEW), rename_path(NEW, OLD))]
