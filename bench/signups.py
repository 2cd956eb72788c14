"""The cost of a registration, compared with a bare view that inserts one row under a unique constraint."""

import itertools
import secrets
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

from .posts import compare

_names = itertools.count()


def measure(environment):
    """Measure registrations for a date without a limit of places."""
    path = _open_date()
    yield from compare(environment, "Sign-up", lambda: _sign_up(path))


def _open_date():
    """Create a date without a limit of places; return the URL of its form."""
    from events.models import Event, RegistrationSettings
    from events.scheduling.generation import add_date
    from kasch_site.common import clock

    event = Event.objects.create(title="Messung", status=Event.Status.PUBLISHED)
    RegistrationSettings.objects.create(event=event, places=None)
    start = clock.now() + timedelta(days=20)
    return f"{add_date(event, start, start + timedelta(hours=1)).get_absolute_url()}anmelden/"


def _sign_up(path):
    """Return a form as a browser submits it, some time after it was rendered."""
    from kasch_site.common import clock
    from kasch_site.common.forms.guard import TOKEN, FormStamp

    secret = secrets.token_hex(16)
    words = {
        "csrfmiddlewaretoken": secret,
        TOKEN: FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign(),
        "homepage": "",
        "name": "Beispiel Anna",
        "people": "1",
        "reach": f"beispiel{next(_names)}@example.org",
    }
    return path, urlencode(words), {"Cookie": f"csrftoken={secret}"}
