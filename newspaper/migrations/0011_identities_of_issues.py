from django.db import migrations


def remember(apps, schema_editor):
    """Note the number and the file of each issue that has an edition by mail."""
    Issue, IssueIdentity = (apps.get_model("newspaper", name) for name in ("Issue", "IssueIdentity"))
    IssueIdentity.objects.bulk_create(
        [
            IssueIdentity(year=year, number=number, file_sha256=digest, edition_key=key)
            for year, number, digest, key in Issue.objects.exclude(edition_key="").values_list(
                "year", "number", "file_sha256", "edition_key"
            )
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("newspaper", "0010_issue_identity"),
    ]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
