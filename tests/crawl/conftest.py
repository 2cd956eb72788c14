"""The demo house before and after people have been there, once for each process; the same to the last key each time."""

import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine as machine

from kasch_site.common.caching import versions
from tests.conftest import DEMO_TIME
from tests.crawl import coverage
from tests.crawl.chance import AFTER_THE_WAYS, steady_chance
from tests.crawl.keeping import Book
from tests.crawl.ways import Town, go_all_ways, let_days_pass


@dataclass(frozen=True)
class House:
    """The rows and the files of a house, and what time it is there."""

    rows: dict
    folder: Path
    now: float


@dataclass(frozen=True)
class VisitedHouse:
    """What people saw and did, which templates were drawn for it, and the house before and after."""

    town: Town
    templates: set
    before: House
    after: House


@pytest.fixture(scope="session")
def visited_house(django_db_setup, django_db_blocker, tmp_path_factory):
    """The house in which residents and staff have gone all ways."""
    from django.core.cache import caches
    from django.core.management import call_command
    from django.db import transaction
    from django.test import override_settings

    from tests.support.recorded import record

    folder = tmp_path_factory.mktemp("visited-house") / "media"
    files = override_settings(MEDIA_ROOT=folder, EMAIL_BACKEND="tests.crawl.ways.Postbox")
    with django_db_blocker.unblock(), transaction.atomic(), steady_chance(), files:
        with machine.travel(DEMO_TIME, tick=False) as clock, coverage.drawn() as templates:
            call_command("demo", verbosity=0)
            before = House(record(), shutil.copytree(folder, folder.with_name("before")), time.time())
            town = Town(Book(), clock)
            go_all_ways(town)
            after = House(record(), shutil.copytree(folder, folder.with_name("after")), time.time())
            let_days_pass(town)
        transaction.set_rollback(True)
    versions.clear_all()
    for cache in caches.all(initialized_only=False):
        cache.clear()
    return VisitedHouse(town, templates, before, after)


@pytest.fixture
def quiet_house(visited_house, db, time_machine, settings, tmp_path):
    """The demo house as it is before anybody comes; gives the clock."""
    with _enter(visited_house.before, time_machine, settings, tmp_path) as clock:
        yield clock


@pytest.fixture
def busy_house(visited_house, db, time_machine, settings, tmp_path):
    """The demo house when people have been there; gives the clock."""
    with _enter(visited_house.after, time_machine, settings, tmp_path) as clock:
        yield clock


@contextmanager
def _enter(house, clock, settings, tmp_path):
    from tests.support.recorded import replay

    settings.MEDIA_ROOT = shutil.copytree(house.folder, tmp_path / "media")
    clock.move_to(house.now, tick=False)
    replay(house.rows)
    with steady_chance(AFTER_THE_WAYS):
        yield clock
