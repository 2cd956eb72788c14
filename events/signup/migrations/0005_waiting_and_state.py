from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def drop_triggers(apps, schema_editor):
    """A table made anew must not find triggers that name it; those that are still wanted are made after migrating."""
    names = [f"hold_places_{action}" for action in ("insert", "update", "delete")]
    if schema_editor.connection.vendor == "sqlite":
        names += [f"version_signup_signup_{action}" for action in ("insert", "update", "delete")]
        for name in names:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        for name in (*names, "version_signup_signup"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON signup_signup")


def count_waiting(apps, schema_editor):
    Seating, SignUp = apps.get_model("signup", "Seating"), apps.get_model("signup", "SignUp")
    waiting = SignUp.objects.filter(seating=OuterRef("pk"), state="waiting").order_by()
    count = waiting.values("seating").annotate(number=Count("pk")).values("number")
    Seating.objects.update(waiting=Coalesce(Subquery(count), 0))


class Migration(migrations.Migration):
    dependencies = [
        ("signup", "0004_find_by_normal_contact"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.AddField(
            model_name="seating",
            name="waiting",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="Anmeldungen, die warten"),
        ),
        migrations.AddField(
            model_name="seating",
            name="state",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(places=None, then=models.Value("open")),
                    models.When(held__gte=models.F("places"), then=models.Value("full")),
                    models.When(waiting__gt=0, then=models.Value("awaited")),
                    default=models.Value("free"),
                ),
                output_field=models.CharField(
                    choices=[
                        ("open", "ohne Grenze"),
                        ("free", "Plätze frei"),
                        ("awaited", "Plätze frei, auf die jemand wartet"),
                        ("full", "ausgebucht"),
                    ],
                    max_length=7,
                ),
                verbose_name="Stand",
            ),
        ),
        migrations.RunPython(count_waiting, migrations.RunPython.noop),
    ]
