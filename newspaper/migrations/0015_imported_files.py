from django.db import migrations, models
from django.db.models import Q


def rename(old, new):
    """Return a function that gives rows in one state the other."""

    def forwards(apps, _schema_editor):
        apps.get_model("newspaper", "ArchiveFile").objects.filter(state=old).update(state=new)

    return forwards


class Migration(migrations.Migration):
    dependencies = [("newspaper", "0014_photos_of_contributions_have_files")]

    operations = [
        migrations.RemoveConstraint("archivefile", "archive_file_content_once_in_upload"),
        migrations.AlterField(
            "archivefile",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "wartet"),
                    ("proposed", "zum Bestätigen"),
                    ("refused", "nicht genommen"),
                    ("imported", "aufgenommen"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="Zustand",
            ),
        ),
        migrations.RunPython(rename("taken", "imported"), rename("imported", "taken")),
        migrations.AddConstraint(
            "archivefile",
            models.UniqueConstraint(
                condition=~Q(sha256="") & Q(state__in=["proposed", "imported"]),
                fields=["upload", "sha256"],
                name="archive_file_content_once_in_upload",
            ),
        ),
    ]
