"""Fixtures for messages: a frozen clock and a mail server."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.support.processes.mail_server import mail_server

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def server(settings):
    with mail_server(settings) as running:
        yield running
