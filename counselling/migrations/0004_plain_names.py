from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("counselling", "0003_withdrawn_offers")]

    operations = [
        migrations.RemoveConstraint("situation", "situation_once_for_a_topic"),
        migrations.AlterModelOptions(
            "situation",
            options={
                "ordering": ["order", "text"],
                "verbose_name": "Satz aus dem Alltag",
                "verbose_name_plural": "Sätze aus dem Alltag",
            },
        ),
        migrations.RenameField("situation", "words", "text"),
        migrations.RenameField("historicalsituation", "words", "text"),
        migrations.AddConstraint(
            "situation", models.UniqueConstraint(fields=["text", "topic"], name="situation_once_for_a_topic")
        ),
        migrations.RemoveConstraint("consultationcount", "one_tally_for_a_month"),
        migrations.RemoveConstraint("consultationcount", "tally_month_begins_on_the_first"),
        migrations.AddConstraint(
            "consultationcount",
            models.UniqueConstraint(fields=["month", "topic", "language", "outcome"], name="one_count_for_a_month"),
        ),
        migrations.AddConstraint(
            "consultationcount",
            models.CheckConstraint(condition=Q(month__day=1), name="count_month_begins_on_the_first"),
        ),
    ]
