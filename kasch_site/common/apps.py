from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "kasch_site.common"
    label = "common"
    verbose_name = _("Bilder und Konten")

    def ready(self):
        # The one signal of the project: Django offers no other moment after a migration. It comes once for each app;
        # with the last of them every table and every permission is there.
        from .roles import make_roles
        from .versions import install_triggers

        last = list(apps.get_app_configs())[-1]
        post_migrate.connect(install_triggers, sender=last, dispatch_uid="install_triggers")
        post_migrate.connect(make_roles, sender=last, dispatch_uid="make_roles")
