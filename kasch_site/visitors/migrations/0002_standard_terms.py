from django.db import migrations, models
from django.db.models import Q


def rename_kind(old, new):
    """Return an operation that gives records of one kind the new key."""

    def forwards(apps, schema_editor):
        apps.get_model("visitors", "SubjectAccessRecord").objects.filter(kind=old).update(kind=new)

    def backwards(apps, schema_editor):
        apps.get_model("visitors", "SubjectAccessRecord").objects.filter(kind=new).update(kind=old)

    return migrations.RunPython(forwards, backwards)


class Migration(migrations.Migration):
    dependencies = [("visitors", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("subjectaccessrecord", "answer_kind"),
        rename_kind("told", "disclosed"),
        migrations.AlterField(
            "subjectaccessrecord",
            "kind",
            models.CharField(
                "was", max_length=10, choices=[("disclosed", "Auskunft gegeben"), ("erased", "gelöscht")]
            ),
        ),
        migrations.AddConstraint(
            "subjectaccessrecord",
            models.CheckConstraint(condition=Q(kind__in=["disclosed", "erased"]), name="answer_kind"),
        ),
    ]
