from django.db import migrations


def rename_permissions(old, new):
    """Return an operation that keeps the permissions of a renamed model, and with them roles made by staff."""

    def rename(apps, old, new):
        for permission in apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="house", codename__endswith=f"_{old}"
        ):
            permission.codename = permission.codename.removesuffix(old) + new
            permission.save(update_fields=["codename"])

    return migrations.RunPython(
        lambda apps, schema_editor: rename(apps, old, new), lambda apps, schema_editor: rename(apps, new, old)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0004_german_order"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RenameModel("SectionSign", "SectionAppearance"),
        migrations.RenameModel("HistoricalSectionSign", "HistoricalSectionAppearance"),
        rename_permissions("sectionsign", "sectionappearance"),
    ]
