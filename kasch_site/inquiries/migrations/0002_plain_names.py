from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("inquiry", "inquiry_answered_or_not"),
        migrations.RenameField("inquiry", "is_told", "is_notified"),
        migrations.AddConstraint(
            "inquiry",
            models.CheckConstraint(
                condition=Q(state__in=["new", "taken"], answered_at=None, is_notified=False)
                | Q(state="answered", answered_at__isnull=False),
                name="inquiry_answered_or_not",
            ),
        ),
        migrations.RemoveConstraint("inquirycount", "tally_once_a_month"),
        migrations.AddConstraint(
            "inquirycount", models.UniqueConstraint(fields=["month", "kind"], name="inquiries_counted_once_a_month")
        ),
    ]
