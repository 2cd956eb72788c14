from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewspaperConfig(AppConfig):
    name = "newspaper"
    label = "newspaper"
    verbose_name = _("Zeitung")

    def ready(self):
        # It imports models, which are not loaded when this module is imported.
        from newspaper.contributions import photo_files
        from newspaper.redaction import records

        records.connect()
        photo_files.connect()
