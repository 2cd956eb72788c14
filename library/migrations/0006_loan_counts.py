import django.db.models.deletion
from django.db import migrations, models
from django.utils.timezone import localdate


def count_forgotten_loans(apps, schema_editor):
    """Turn loans that name nobody into numbers by title and month, and erase them."""
    Loan, LoanCount = apps.get_model("library", "Loan"), apps.get_model("library", "LoanCount")
    numbers = {}
    forgotten = Loan.objects.filter(patron=None)
    for title, lent_at in forgotten.values_list("copy__title", "lent_at").iterator():
        key = (localdate(lent_at).replace(day=1), title)
        numbers[key] = numbers.get(key, 0) + 1
    LoanCount.objects.bulk_create(
        [LoanCount(month=month, title_id=title, number=numbers[month, title]) for month, title in sorted(numbers)],
        batch_size=500,
    )
    apps.get_model("library", "DeskLine").objects.filter(loan__patron=None).update(loan=None)
    forgotten.delete()


def keep_only_the_month(apps, schema_editor):
    """Let copies say the month in which they were seen, not the day."""
    Copy = apps.get_model("library", "Copy")
    for day in Copy.objects.exclude(seen_on=None).order_by().values_list("seen_on", flat=True).distinct():
        Copy.objects.filter(seen_on=day).update(seen_on=day.replace(day=1))


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0005_german_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoanCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="Monat")),
                ("number", models.PositiveIntegerField(verbose_name="Ausleihen")),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loan_counts",
                        to="library.title",
                        verbose_name="Titel",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zahl der Ausleihen",
                "verbose_name_plural": "Zahlen der Ausleihen",
                "ordering": ["month", "title"],
                "constraints": [
                    models.UniqueConstraint(fields=("month", "title"), name="loans_counted_once_a_month"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="loans_counted_by_month"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="loans_counted_from_one"),
                ],
            },
        ),
        migrations.RunPython(count_forgotten_loans, migrations.RunPython.noop),
        migrations.RunPython(keep_only_the_month, migrations.RunPython.noop),
    ]
