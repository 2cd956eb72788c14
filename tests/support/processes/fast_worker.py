"""`manage.py work` with seconds instead of minutes: python -m tests.support.processes.fast_worker PORT

It sends its mails to the mail server at that port of this machine. Jobs of a killed process are taken over after a
second or two; everything else is as in production.
"""

import sys
from datetime import timedelta

import django
from django.conf import settings

django.setup()

from django.core.management import call_command  # noqa: E402

from kasch_site.worker import execution  # noqa: E402
from kasch_site.worker.management.commands import work  # noqa: E402


def shorten_intervals():
    """Set shorter intervals, in the same order as those of production."""
    replace(execution, LEASE_EXTENSION_INTERVAL=timedelta(seconds=0.2))
    replace(execution, MIN_REMAINING_LEASE=timedelta(seconds=0.5), LEASE=timedelta(seconds=1))
    replace(work, POLL_INTERVAL=0.05, SCHEDULE_INTERVAL=0.3)


def replace(module, **constants):
    """Set constants of a module. Raise `AttributeError` if it does not have one of them."""
    for name, value in constants.items():
        getattr(module, name)
        setattr(module, name, value)


def use_mail_server(port):
    """Send mails to the server at that port of loopback."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 10
    settings.SITE_URL = "https://haus.example"


if __name__ == "__main__":
    shorten_intervals()
    use_mail_server(int(sys.argv[1]))
    call_command("work")
