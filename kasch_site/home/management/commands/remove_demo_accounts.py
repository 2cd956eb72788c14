"""Remove the demo accounts, whose passwords are published in the README."""

from django.core.management.base import BaseCommand

from kasch_site.home.house_files import accounts


class Command(BaseCommand):
    help = "Removes the demo accounts. The production site refuses to start while there are any."

    def handle(self, **options):
        names = accounts.remove()
        self.stdout.write(f"Removed: {', '.join(names)}" if names else "There are no demo accounts.")
