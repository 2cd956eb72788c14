from django.db import migrations, models
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat


def give_keys(apps, schema_editor):
    """Give each issue the key that it would have got when it was created."""
    key = Concat(Cast("year", CharField()), Value("-"), Cast("number", CharField()), output_field=CharField())
    apps.get_model("newspaper", "Issue").objects.filter(edition_key="").update(edition_key=key)


class Migration(migrations.Migration):
    dependencies = [("newspaper", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="edition_key",
            field=models.CharField(blank=True, editable=False, max_length=20),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.UniqueConstraint(
                condition=~Q(edition_key=""), fields=("edition_key",), name="issue_edition_once"
            ),
        ),
    ]
