"""Look-up of a registration without an account: by access token, or by reference code and name."""

from events.models import Registration
from kasch_site.common import clock
from kasch_site.visitors.web import look_up

from .notifications.messages import ACCESS_TOKEN_LIFETIME, MANAGE


def by_token(token: str) -> Registration | None:
    """Return the registration for an access token; None for unknown, misused and expired tokens alike."""
    return MANAGE.find(_registrations(), token)


def by_code(code: str, letters: str) -> Registration | None:
    """Return the registration with this code (as stored) if the name starts with `letters`; None for any mismatch."""
    return look_up.by_code(_registrations(), code, letters)


def _registrations():
    """Return registrations within the retention period, whether or not the purge has run."""
    registrations = Registration.objects.ended_after(clock.now() - ACCESS_TOKEN_LIFETIME)
    return registrations.select_related(
        "capacity__occurrence__event__registration_settings",
        "capacity__occurrence__series",
        "capacity__occurrence__room",
    )
