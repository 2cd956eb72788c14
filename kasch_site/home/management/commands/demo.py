"""Load a house from a folder into an empty database, optionally with large numbers of dates, books and issues."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from events.models import Occurrence
from kasch_site.common import clock
from kasch_site.home import house_files
from kasch_site.home.house_files import accounts
from kasch_site.home.house_files.scale import dates as scale
from kasch_site.home.house_files.scale import library as library_scale
from kasch_site.home.house_files.scale import newspaper as newspaper_scale
from kasch_site.house.models import House


class Command(BaseCommand):
    help = "Fills an empty database with the demo house, in one transaction."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing, and say nothing, if there is a house")
        scale_help = (
            f"then, or to a demo house that is there, add {scale.DATES:,} sample dates over {scale.YEARS} years, "
            f"{library_scale.TITLES:,} titles to the library and {newspaper_scale.ISSUES} issues to the newspaper"
        )
        parser.add_argument("--scale", dest="with_scale", action="store_true", help=scale_help)
        folder = "the folder with the files of the house; without it the demo house"
        parser.add_argument("--from", dest="folder", metavar="FOLDER", help=folder)

    def handle(self, *, if_empty, with_scale, folder, verbosity, **options):
        self.verbosity = verbosity
        is_empty = house_files.is_empty()
        if if_empty and not is_empty:
            return
        with transaction.atomic():
            if is_empty:
                self.fill(folder or house_files.DEMO_FOLDER)
            elif not (with_scale and house_files.is_loaded()):
                raise CommandError("There is a house in this database already. The demo wants an empty one.")
            if with_scale:
                self.add_samples()

    def fill(self, folder):
        try:
            house_files.load(folder)
        except house_files.HouseFileError as error:
            raise CommandError(str(error)) from error
        self.print(f"{House.objects.get()} is loaded, with {Occurrence.objects.count():,} dates.")
        for account in accounts.accounts_of(folder):
            self.print(f"  Staff log in as {account.name} with the password {account.password} ({account.role})")

    def add_samples(self):
        if scale.exist() or library_scale.exist():
            raise CommandError("The samples are there already.")
        with timezone.override(House.objects.get().tz), translation.override("de"):
            scale.write(clock.today(), progress=self.progress_of("sample dates", scale.DATES))
            titles = library_scale.TITLES
            library_scale.write(clock.today(), titles, self.progress_of("titles of the library", titles))
            pages = newspaper_scale.ISSUES * newspaper_scale.PAGES
            newspaper_scale.write(progress=self.progress_of("pages of the newspaper", pages, 1200))

    def progress_of(self, unit, total, step=5000):
        """Return a function that prints how many of this unit are written, at each multiple of `step`."""

        def print_progress(done):
            if done % step == 0:
                self.print(f"{done:,} of {total:,} {unit}")

        return print_progress

    def print(self, text):
        if self.verbosity:
            self.stdout.write(text)
