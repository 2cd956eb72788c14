from django.db import migrations


def rename_permission(apps, schema_editor, old="see_numbers", new="see_statistics"):
    """Keep the permission with the roles that have it."""
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="counselling")
    permissions.filter(codename=old).update(codename=new)


def rename_back(apps, schema_editor):
    """Give the permission its former name."""
    rename_permission(apps, schema_editor, old="see_statistics", new="see_numbers")


class Migration(migrations.Migration):
    dependencies = [
        ("counselling", "0007_standard_terms"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            "booking",
            options={
                "default_permissions": (),
                "ordering": ["slot__starts_at", "pk"],
                "permissions": [
                    ("see_own_people", "eigene Beratungstermine sehen"),
                    ("work_at_desk", "am Empfang Beratungstermine vergeben"),
                    ("see_statistics", "Zahlen der Beratung sehen"),
                ],
                "verbose_name": "Beratungstermin",
                "verbose_name_plural": "Beratungstermine",
            },
        ),
        migrations.RunPython(rename_permission, rename_back),
    ]
