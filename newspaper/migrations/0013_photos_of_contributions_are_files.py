from django.core.files.base import ContentFile
from django.db import migrations, models
from secrets import token_hex

import kasch_site.common.media.locked


def write_files(apps, schema_editor):
    """Write the photos that are in the database into files."""
    for row in apps.get_model("newspaper", "ContributionFile").objects.iterator(chunk_size=1):
        row.file.save(token_hex(16), ContentFile(bytes(row.content)))


class Migration(migrations.Migration):
    dependencies = [
        ("newspaper", "0012_details_of_removal"),
    ]

    operations = [
        migrations.AddField(
            model_name="contributionfile",
            name="file",
            field=models.FileField(
                default="",
                max_length=200,
                storage=kasch_site.common.media.locked.LockedStorage(),
                upload_to="zeitung/beitraege",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(write_files, migrations.RunPython.noop),
    ]
