from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "kasch_site.common"
    label = "common"
    verbose_name = _("Bilder")

    def ready(self):
        # Both import models, which are not loaded when this module is imported. The package `admin` itself is imported
        # even earlier, by the admin's AppConfig, so it registers nothing.
        from kasch_site.common.admin.pictures import admin  # noqa: F401 - registers
        from kasch_site.common.caching.versions import drop_triggers, install_triggers
        from kasch_site.common.search import indexing
        from kasch_site.common.text.german_order import add_to_sqlite

        connection_created.connect(add_to_sqlite, dispatch_uid="german_order")
        indexing.connect()
        pre_migrate.connect(drop_triggers, sender=self, dispatch_uid="drop_triggers")
        # The signal is sent once per app; after the last one all tables exist.
        last = list(apps.get_app_configs())[-1]
        post_migrate.connect(install_triggers, sender=last, dispatch_uid="install_triggers")
