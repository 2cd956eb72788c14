"""App configuration of events."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Veranstaltungen")

    def ready(self):
        """Drop the database triggers before migrations, which they would prevent on SQLite; reinstall them after."""
        # Imports models, which are not loaded when this module is imported.
        from .registration.capacity.capacity_triggers import drop_triggers, install_triggers

        pre_migrate.connect(drop_triggers, sender=self, dispatch_uid="drop_capacity_triggers")
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="install_capacity_triggers")
