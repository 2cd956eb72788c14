"""Fill an empty database with the demo house, and on demand with very many dates."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from events.models import Occurrence
from kasch_site.common import clock
from kasch_site.home import demo
from kasch_site.home.demo import accounts, scale
from kasch_site.home.demo.house import HOUSE


class Command(BaseCommand):
    help = "Fills an empty database with the demo house, in one transaction."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing, and say nothing, if there is a house")
        more = f"then, or to a demo house that is there, add {scale.DATES:,} sample dates over {scale.YEARS} years"
        parser.add_argument("--scale", dest="with_scale", action="store_true", help=more)

    def handle(self, *, if_empty, with_scale, verbosity, **options):
        self.verbosity = verbosity
        is_empty = demo.is_empty()
        if if_empty and not is_empty:
            return
        # What is written does not depend on where and in what language the command is called.
        with timezone.override(HOUSE["time_zone"]), translation.override("de"), transaction.atomic():
            if is_empty:
                self.fill()
            elif not (with_scale and demo.is_loaded()):
                raise CommandError("There is a house in this database already. The demo wants an empty one.")
            if with_scale:
                self.fill_up()

    def fill(self):
        demo.load()
        self.say(f"The demo house is open, with {Occurrence.objects.count():,} dates. Staff log in as")
        for account in accounts.ACCOUNTS:
            self.say(f"  {account.name} with the password {account.password} ({account.role})")

    def fill_up(self):
        if scale.is_written():
            raise CommandError("The sample dates are there already.")
        scale.write(clock.today(), progress=self.say_how_far)

    def say_how_far(self, done):
        if done % 5000 == 0:
            self.say(f"{done:,} of {scale.DATES:,} sample dates")

    def say(self, text):
        if self.verbosity:
            self.stdout.write(text)
