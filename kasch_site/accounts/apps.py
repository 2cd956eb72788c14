from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "kasch_site.accounts"
    label = "accounts"
    verbose_name = _("Konten")

    def ready(self):
        # Permissions exist only after the migration of the last app.
        from .roles import make_roles

        last = list(apps.get_app_configs())[-1]
        post_migrate.connect(make_roles, sender=last, dispatch_uid="make_roles")
