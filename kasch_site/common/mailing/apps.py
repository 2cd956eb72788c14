from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "kasch_site.common.mailing"
    label = "mailing"
    verbose_name = _("Per E-Mail")
