from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("library", "0011_swap_shelf_name")]

    operations = [
        migrations.RenameField("hold", "told_at", "informed_at"),
        migrations.RenameField("purchaserequest", "told_at", "informed_at"),
    ]
