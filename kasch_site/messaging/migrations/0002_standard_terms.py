from django.db import migrations, models
from django.db.models import Q


def rename_state(old, new):
    """Return an operation that gives messages in one state the new key."""

    def forwards(apps, schema_editor):
        apps.get_model("messaging", "Message").objects.filter(state=old).update(state=new)

    def backwards(apps, schema_editor):
        apps.get_model("messaging", "Message").objects.filter(state=new).update(state=old)

    return migrations.RunPython(forwards, backwards)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]

    operations = [
        migrations.RenameField("message", "trouble", "failure_reason"),
        migrations.RemoveConstraint("message", "message_finished_or_not"),
        rename_state("called_off", "cancelled"),
        migrations.AlterField(
            "message",
            "state",
            models.CharField(
                "Zustand",
                max_length=10,
                choices=[
                    ("waiting", "wartet"),
                    ("sending", "wird gesendet"),
                    ("done", "zugestellt"),
                    ("cancelled", "nicht mehr nötig"),
                    ("declined", "möchte nicht"),
                    ("failed", "nicht zustellbar"),
                ],
                default="waiting",
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], finished_at=None)
                | Q(state__in=["done", "cancelled", "declined", "failed"], finished_at__isnull=False),
                name="message_finished_or_not",
            ),
        ),
    ]
