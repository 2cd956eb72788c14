from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AskingConfig(AppConfig):
    name = "kasch_site.common.asking"
    label = "asking"
    verbose_name = _("Auskunft und Löschen")
