"""Erase data whose retention period ended now; the worker does the same daily."""

from django.core.management.base import BaseCommand

from kasch_site.common import clock
from kasch_site.common.sections import RetentionProvider, providers
from kasch_site.worker.purge import purge_shared


class Command(BaseCommand):
    help = "Erases what has had its time, in every section, in sessions and logs; safe to run at any time."

    def handle(self, *, verbosity, **options):
        now = clock.now()
        count = sum(provider.purge(now) for provider in reversed(providers(RetentionProvider))) + purge_shared(now)
        if verbosity:
            self.stdout.write(f"{count} records erased.")
