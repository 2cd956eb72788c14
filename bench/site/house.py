"""A demo house in a temporary database, in this process and in the measured server."""

import contextlib
import os
import tempfile
from pathlib import Path

SETTINGS = "kasch_site.settings.demo"


@contextlib.contextmanager
def demo_house():
    """Create settings, tables and demo content in a new SQLite file; yield the environment of a server."""
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
    """Change visible content, as staff do when they save an event, so that everything about events is read again."""
    from django.utils import timezone

    from events.models import Event

    Event.objects.filter(pk=Event.objects.values_list("pk", flat=True).first()).update(changed_at=timezone.now())
