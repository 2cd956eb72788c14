"""App configuration of events."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Veranstaltungen")

    def ready(self):
        """Reinstall the database triggers after each migration."""
        # Some migrations on SQLite recreate tables, which drops their triggers.
        from .registration.capacity.capacity_triggers import install_triggers

        post_migrate.connect(install_triggers, sender=self, dispatch_uid="install_capacity_triggers")
