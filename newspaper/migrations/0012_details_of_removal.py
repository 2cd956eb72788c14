from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newspaper", "0011_identities_of_issues")]

    operations = [migrations.RenameField("removalrequest", "wish", "details")]
