"""The form in which contacts are compared, for the sign-ups that are there."""

from django.db import migrations, models

from kasch_site.common.contact import normal


def write_keys(apps, _editor):
    """Row by row: no database knows what a phone number means. Only the column is written, so nobody is told."""
    sign_ups = apps.get_model("signup", "SignUp").objects.order_by()
    for pk, email, phone in sign_ups.values_list("pk", "email", "phone"):
        sign_ups.filter(pk=pk).update(contact_key=normal(email or phone) or "?")


class Migration(migrations.Migration):

    dependencies = [
        ("signup", "0002_find_by_contact"),
    ]

    operations = [
        migrations.AddField(
            model_name="signup",
            name="contact_key",
            field=models.CharField(default="", editable=False, max_length=254),
            preserve_default=False,
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
