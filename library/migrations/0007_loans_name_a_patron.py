import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0006_loan_counts"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="loan", name="loan_open_with_a_patron"),
        migrations.AlterField(
            model_name="loan",
            name="patron",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="library.patron",
                verbose_name="an",
            ),
        ),
        migrations.RenameField(model_name="copy", old_name="seen_on", new_name="seen_in"),
        migrations.AddConstraint(
            model_name="copy",
            constraint=models.CheckConstraint(
                condition=models.Q(("seen_in", None), ("seen_in__day", 1), _connector="OR"),
                name="copy_seen_in_a_month",
            ),
        ),
    ]
