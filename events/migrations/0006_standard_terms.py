from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0005_german_order")]

    operations = [migrations.RenameField("registration", "told_at", "informed_at")]
