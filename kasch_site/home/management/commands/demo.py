"""Fill an empty database with the demo house."""

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
        more = f"add {scale.DATES:,} sample dates over {scale.YEARS} years"
        parser.add_argument("--scale", dest="with_scale", action="store_true", help=more)

    def handle(self, *, if_empty, with_scale, **options):
        if not demo.is_empty():
            if if_empty:
                return
            raise CommandError("There is a house in this database already. The demo is loaded into an empty one only.")
        # What is written does not depend on where and in what language the command is called.
        with timezone.override(HOUSE["time_zone"]), translation.override("de"), transaction.atomic():
            self.fill(clock.today(), with_scale)
        self.stdout.write(f"The demo house is open: {Occurrence.objects.count()} dates.")
        for account in accounts.ACCOUNTS:
            self.stdout.write(f"  {account.name}  {account.password}  ({account.role})")

    def fill(self, today, with_scale):
        demo.load(today)
        if with_scale:
            scale.write(today, progress=self.say)

    def say(self, done):
        self.stdout.write(f"{done} of {scale.DATES} sample dates", ending="\n" if done == scale.DATES else "\r")
