from django.db import migrations


def rename_permission(apps, schema_editor, old="see_numbers", new="see_statistics"):
    """Keep the permission with the roles that have it."""
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="library")
    permissions.filter(codename=old).update(codename=new)


def rename_back(apps, schema_editor):
    """Give the permission its former name."""
    rename_permission(apps, schema_editor, old="see_statistics", new="see_numbers")


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0012_standard_terms"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            "loan",
            options={
                "ordering": ["-lent_at", "-pk"],
                "permissions": [("see_statistics", "Zahlen der Bibliothek sehen")],
                "verbose_name": "Ausleihe",
                "verbose_name_plural": "Ausleihen",
            },
        ),
        migrations.RunPython(rename_permission, rename_back),
    ]
