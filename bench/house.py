"""A demo house in a database of its own, in this process and in the server that is measured."""

import contextlib
import os
import tempfile
from pathlib import Path

SETTINGS = "kasch_site.settings.demo"


@contextlib.contextmanager
def demo_house():
    """Settings, tables and demo content in a fresh SQLite file; yields the environment for a server."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("demo", verbosity=0)
        yield {"DATABASE_URL": os.environ["DATABASE_URL"], "DJANGO_SETTINGS_MODULE": SETTINGS}


def touch():
    """Change something visible, as staff do when they save a notice."""
    from kasch_site.home.models import Notice

    Notice.objects.filter(pk=Notice.objects.values_list("pk", flat=True).first()).update(is_important=True)
