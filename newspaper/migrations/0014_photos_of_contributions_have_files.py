from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("newspaper", "0013_photos_of_contributions_are_files"),
    ]

    operations = [
        migrations.RemoveField(model_name="contributionfile", name="content"),
        migrations.AddConstraint(
            model_name="contributionfile",
            constraint=models.CheckConstraint(condition=~Q(file=""), name="contribution_file_has_a_file"),
        ),
    ]
