from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonthConfig(AppConfig):
    name = "events.month"
    label = "month"
    verbose_name = _("Monatsplan")
