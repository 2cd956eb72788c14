import uuid

from django.db import migrations, models


def give_ids(apps, schema_editor):
    """One of its own for each report that is there already."""
    reports = apps.get_model("pages", "BarrierReport").objects.using(schema_editor.connection.alias)
    for report in reports.filter(message_id=None):
        report.message_id = uuid.uuid4()
        report.save(update_fields=["message_id"])


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]

    operations = [
        migrations.AddField("barrierreport", "message_id", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField(
            "barrierreport", "message_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
    ]
