"""The background process of the site: what has to be done every day."""

import os
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone

from kasch_site.common import clock
from kasch_site.common.periodic import run_due
from kasch_site.house.building import building

PAUSE = 60  # seconds


class Command(BaseCommand):
    help = "Does the daily work of the house: looks every minute, ends on SIGTERM. Any number may run at once."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due and end")
        parser.add_argument("--with-parent", action="store_true", help="end as soon as the starting process has ended")

    def handle(self, *, once, with_parent, verbosity, **options):
        stop = threading.Event()
        if once:
            self.look(verbosity)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        parent = os.getppid()
        while not stop.is_set():
            close_old_connections()
            self.look(verbosity)
            stop.wait(PAUSE)
            if with_parent and os.getppid() != parent:
                break

    def look(self, verbosity):
        """Do what is due by the calendar on the wall of the house."""
        try:
            house = building().house
            with timezone.override(house.tz if house else timezone.get_default_timezone()):
                done = run_due(clock.today())
        except Error as error:
            # A database that restarts must not end the worker: the next look finds everything as it was.
            self.stderr.write(f"The database could not be asked: {error}")
            return
        for name in done if verbosity > 1 else []:
            self.stdout.write(f"done: {name}")
