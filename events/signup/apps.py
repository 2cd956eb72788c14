from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SignUpConfig(AppConfig):
    name = "events.signup"
    label = "signup"
    verbose_name = _("Anmeldungen")

    def ready(self):
        # In some migrations Django makes tables of SQLite anew and loses their triggers.
        from .counting import install_triggers

        post_migrate.connect(install_triggers, sender=self, dispatch_uid="install_counting_triggers")
