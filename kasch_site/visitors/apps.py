from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitorsConfig(AppConfig):
    name = "kasch_site.visitors"
    label = "visitors"
    verbose_name = _("Auskunft und Löschen")
