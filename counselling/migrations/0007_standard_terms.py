from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("counselling", "0006_language_of_waitlist")]

    operations = [
        migrations.RenameField("booking", "told_at", "informed_at"),
        migrations.RemoveConstraint("slot", "slot_kept_while_passing"),
        migrations.RenameField("slot", "kept_by", "blocked_by"),
        migrations.AddConstraint(
            "slot",
            models.CheckConstraint(
                condition=Q(blocked_by="") | Q(state__in=["held", "cooling"]), name="slot_blocked_while_passing"
            ),
        ),
    ]
