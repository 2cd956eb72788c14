from django.db import migrations, models
from django.db.models import Q


def rename(old, new):
    """Return a function that gives rows in one state the other."""

    def forwards(apps, _schema_editor):
        apps.get_model("inquiries", "Inquiry").objects.filter(state=old).update(state=new)

    return forwards


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0003_description")]

    operations = [
        migrations.RenameField("inquiry", "taken_by", "assigned_to"),
        migrations.RemoveConstraint("inquiry", "inquiry_answered_or_not"),
        migrations.AlterField(
            "inquiry",
            "state",
            models.CharField(
                choices=[("new", "neu"), ("assigned", "in Arbeit"), ("answered", "beantwortet")],
                default="new",
                editable=False,
                max_length=8,
                verbose_name="Stand",
            ),
        ),
        migrations.RunPython(rename("taken", "assigned"), rename("assigned", "taken")),
        migrations.AddConstraint(
            "inquiry",
            models.CheckConstraint(
                condition=Q(state__in=["new", "assigned"], answered_at=None, is_notified=False)
                | Q(state="answered", answered_at__isnull=False),
                name="inquiry_answered_or_not",
            ),
        ),
    ]
