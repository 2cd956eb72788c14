from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "kasch_site.search"
    label = "search"
    verbose_name = _("Suche")

    def ready(self):
        """Let the worker update stale documents."""
        from kasch_site.common.search.indexing import documents_stale  # models are not loaded before

        from . import background  # as above

        documents_stale.connect(background.schedule, dispatch_uid="search schedule")
