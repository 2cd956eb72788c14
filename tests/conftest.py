"""Fixtures of all tests: empty caches, a house record, and the demo house."""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from kasch_site.common.caching import versions

pytest_plugins = ["tests.reporting"]
FOLDERS_OF_VIEWS = {"web", "staff"}
BERLIN = ZoneInfo("Europe/Berlin")
DEMO_TIME = datetime(2026, 12, 1, 10, 30, tzinfo=BERLIN)
# The default time of tests: a Tuesday before noon. TEST_TIME=2026-12-24T23:50 sets another one.
USUAL_TIME = datetime.fromisoformat(os.environ.get("TEST_TIME", "2026-11-24T10:30")).replace(tzinfo=BERLIN)

# A busy machine is no fault of a test: nothing fails because examples take long.
usual = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("ci", max_examples=60, derandomize=True, **usual)
# PostgreSQL runs the same rules again: fewer examples are enough to try its queries, `make prove` runs all.
hypothesis_settings.register_profile("postgres", max_examples=20, derandomize=True, **usual)
hypothesis_settings.register_profile("prove", max_examples=2000, **usual)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_modifyitems(config, items):
    """Run tests without database access (pytest-django prevents it), and those of views, on SQLite only.

    Views are thin: what they query and write is tested in the domain. On every database each page is read by
    `tests/test_reading_writes_nothing.py`, each public form is sent by `tests/test_every_form_is_counted.py`, and each
    record of the administration is saved by `tests/kasch_site/common/admin/optimistic_locking/test_every_form.py`.
    """
    if connection.vendor == "sqlite":
        return
    with_database, others = [], []
    for item in items:
        (with_database if _uses_database(item) and not _is_about_views(item) else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = with_database


def _uses_database(item):
    fixtures = {"db", "transactional_db", "live_server"}
    return item.get_closest_marker("django_db") or not fixtures.isdisjoint(item.fixturenames)


def _is_about_views(item):
    """Return whether a test is about views alone: not one that commits, such as a race, nor one of `make prove`."""
    marker = item.get_closest_marker("django_db")
    commits = (marker and marker.kwargs.get("transaction")) or "transactional_db" in item.fixturenames
    return not (commits or item.get_closest_marker("prove") or FOLDERS_OF_VIEWS.isdisjoint(item.path.parts))


@pytest.fixture(autouse=True)
def usual_time(request):
    """Run the test from the usual time on, unless it names its time or starts processes that have the machine's."""
    if not any(map(request.node.get_closest_marker, ["time_machine", "real_time"])):
        request.getfixturevalue("time_machine").move_to(USUAL_TIME)


@pytest.fixture(autouse=True)
def empty_caches():
    """Clear the caches: tests roll back the content stamp, so values cached under it are invalid."""
    versions.clear_all()
    for cache in caches.all(initialized_only=False):
        cache.clear()
    yield
    versions.clear_all()


@pytest.fixture
def house(db):
    """Return the record of a house, with an address in Saxony."""
    from kasch_site.house.models import House

    return House.objects.create(
        name="Testhaus am Platz",
        short_name="Testhaus",
        district="Oststadt",
        operator="Testverein e.V.",
        street="Am Platz 7",
        postal_code="01234",
        city="Teststadt",
        federal_state="SN",
        phone="0123 456789",
        email="post@example.org",
        stop="Am Platz, Linie 1",
    )


@pytest.fixture(scope="session")
def record_house(django_db_setup, django_db_blocker):
    """Return a function that loads a house and returns its rows; loading takes seconds, restoring the rows does not."""
    from django.core.management import call_command
    from django.db import transaction
    from django.test import override_settings

    from tests.support.database.recorded import record
    from tests.support.files.pictures import with_tiny_pages
    from tests.support.files.stored_files import roots_in

    def loaded(files, **options):
        demo_time, media = time_machine.travel(DEMO_TIME), override_settings(**roots_in(files))
        with django_db_blocker.unblock(), demo_time, media, with_tiny_pages(), transaction.atomic():
            call_command("demo", verbosity=0, **options)
            rows = record()
            transaction.set_rollback(True)
        versions.clear_all()
        return rows

    return loaded


@pytest.fixture(scope="session")
def recorded_demo_house(record_house, tmp_path_factory):
    """Return the rows and the file folder of the demo house."""
    folder = tmp_path_factory.mktemp("demo-house")
    return record_house(folder), folder


@pytest.fixture
def demo_house(recorded_demo_house, db, time_machine, settings, tmp_path):
    """Restore the demo house, on a Tuesday in December at half past ten."""
    from tests.support.database.recorded import replay
    from tests.support.files.stored_files import copied_roots

    rows, folder = recorded_demo_house
    for name, root in copied_roots(folder, tmp_path).items():
        setattr(settings, name, root)
    time_machine.move_to(DEMO_TIME)
    replay(rows)


@pytest.fixture(scope="module")
def demo_house_of_module(recorded_demo_house, django_db_blocker, tmp_path_factory):
    """Restore the demo house once for a module whose tests all use it; each test rolls back its own changes only.

    A module with many such tests defines its `demo_house` with it.
    """
    from django.db import transaction
    from django.test import override_settings

    from tests.support.database.recorded import replay
    from tests.support.files.stored_files import copied_roots

    rows, folder = recorded_demo_house
    media = override_settings(**copied_roots(folder, tmp_path_factory.mktemp("module")))
    with django_db_blocker.unblock(), media, transaction.atomic():
        with time_machine.travel(DEMO_TIME):
            replay(rows)
        yield
        transaction.set_rollback(True)
    versions.clear_all()


@pytest.fixture
def public_paths(demo_house):
    """Return the URLs of all public pages of the demo house, and of a page in English."""
    from tests.support.pages.public_pages import add_page_in_another_language, public_paths

    add_page_in_another_language()
    return public_paths()


@pytest.fixture
def message_section(settings, monkeypatch):
    """Install a section that sends the messages of a test."""
    from kasch_site.common import sections as contract
    from tests.support.toys import message_section as module

    section = module.MessageSection()
    monkeypatch.setattr(module, "section", section)
    usual = list(settings.SECTIONS)
    settings.SECTIONS = [*usual, "tests.support.toys.message_section"]
    contract.sections.cache_clear()
    yield section
    settings.SECTIONS = usual
    contract.sections.cache_clear()
