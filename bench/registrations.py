"""The cost of a registration, compared with a bare view that inserts one row under a unique constraint."""

import itertools
from datetime import timedelta

from .posts import compare, filled_form

_names = itertools.count()


def measure(environment):
    """Measure registrations for a date without a limit of places."""
    path = _open_date()
    yield from compare(environment, "Registration", lambda: _register(path))


def _open_date():
    """Create a date without a limit of places; return the URL of its form."""
    from events.models import Event, RegistrationSettings
    from events.scheduling.generation import add_date
    from kasch_site.common import clock

    event = Event.objects.create(title="Messung", status=Event.Status.PUBLISHED)
    RegistrationSettings.objects.create(event=event, places=None)
    start = clock.now() + timedelta(days=20)
    return f"{add_date(event, start, start + timedelta(hours=1)).get_absolute_url()}anmelden/"


def _register(path):
    """Return a form as a browser submits it, some time after it was rendered."""
    return filled_form(path, name="Beispiel Anna", people="1", contact=f"beispiel{next(_names)}@example.org")
