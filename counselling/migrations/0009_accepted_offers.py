from django.db import migrations, models


def rename(old, new):
    """Return a function that gives rows in one state the other."""

    def forwards(apps, _schema_editor):
        apps.get_model("counselling", "Offer").objects.filter(state=old).update(state=new)

    return forwards


class Migration(migrations.Migration):
    dependencies = [("counselling", "0008_permission_see_statistics")]

    operations = [
        migrations.AlterField(
            "offer",
            "state",
            models.CharField(
                choices=[
                    ("open", "offen"),
                    ("accepted", "angenommen"),
                    ("declined", "nicht gewünscht"),
                    ("lapsed", "verfallen"),
                    ("withdrawn", "fällt aus"),
                ],
                default="open",
                max_length=10,
                verbose_name="Zustand",
            ),
        ),
        migrations.RunPython(rename("taken", "accepted"), rename("accepted", "taken")),
    ]
