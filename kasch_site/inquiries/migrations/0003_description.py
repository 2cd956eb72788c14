from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0002_plain_names")]

    operations = [migrations.RenameField("inquiry", "what", "description")]
