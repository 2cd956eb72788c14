"""The worker process: it schedules periodic work and runs the jobs that are due."""

import os
import signal
import threading
import time
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone

from kasch_site.common import clock
from kasch_site.house.building import building
from kasch_site.worker import execution
from kasch_site.worker.periodic import schedule

POLL_INTERVAL = 1  # second between two polls of the queue
SCHEDULE_INTERVAL = 60  # seconds between two checks for periodic work


class Command(BaseCommand):
    help = "Does the work that waits and the periodic work of the house; ends on SIGTERM. Any number may run at once."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due and end")
        parser.add_argument("--with-parent", action="store_true", help="end as soon as the starting process has ended")

    def handle(self, *, once, with_parent, **options):
        self.name = f"{os.getpid()}-{uuid4().hex[:12]}"
        self.stop = threading.Event()
        if once:
            self.safely(self.schedule_periodic)
            self.safely(self.run_jobs)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        self.run_until_stopped(os.getppid() if with_parent else None)

    def run_until_stopped(self, parent):
        """Process work until a stop is requested or the parent process has ended."""
        next_schedule = 0.0
        while not self.stop.is_set() and (parent is None or os.getppid() == parent):
            close_old_connections()
            if time.monotonic() >= next_schedule:
                next_schedule = time.monotonic() + SCHEDULE_INTERVAL
                self.safely(self.schedule_periodic)
            self.safely(self.run_jobs)
            self.stop.wait(POLL_INTERVAL)

    def run_jobs(self):
        """Run the jobs that are due, in the time zone of the house."""
        in_house_time(lambda: execution.run_due_jobs(self.name, self.stop.is_set))

    def schedule_periodic(self):
        """Schedule the periodic work of this day and hour, in the time zone of the house."""
        in_house_time(lambda: schedule(clock.today()))

    def safely(self, action):
        """Run an action and survive database errors, such as a restart: the next poll tries again."""
        try:
            action()
        except Error as error:
            self.stderr.write(f"The database is not available: {error}")


def in_house_time(action):
    """Run an action with the time zone of the house active."""
    house = building().house
    with timezone.override(house.tz if house else timezone.get_default_timezone()):
        return action()
