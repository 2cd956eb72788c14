from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newspaper", "0007_removal_requests")]

    operations = [
        migrations.RenameField("contribution", "told_at", "informed_at"),
        migrations.RenameField("removalrequest", "told_at", "informed_at"),
    ]
