from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "kasch_site.common"
    label = "common"
    verbose_name = _("Bilder")

    def ready(self):
        # Both need the models, which are not there when this module is read. The package `admin` itself is read even
        # earlier, by the settings of the administration, so it registers nothing.
        from kasch_site.common.admin import pictures  # noqa: F401 - registers
        from kasch_site.common.caching.versions import install_triggers

        # The signal comes once for each app; with the last of them every table is there.
        last = list(apps.get_app_configs())[-1]
        post_migrate.connect(install_triggers, sender=last, dispatch_uid="install_triggers")
