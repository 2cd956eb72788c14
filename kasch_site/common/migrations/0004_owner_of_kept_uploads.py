from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("common", "0003_stale_search_documents")]

    operations = [
        migrations.RenameField("KeptUpload", "account", "owner"),
        migrations.AlterField("KeptUpload", "owner", models.CharField(db_index=True, max_length=40)),
    ]
