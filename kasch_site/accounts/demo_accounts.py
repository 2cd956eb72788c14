"""Keep demo accounts, whose passwords are in the README, out of production."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured


def demo_accounts():
    """Return the demo accounts that could log in."""
    return get_user_model().objects.filter(username__in=settings.DEMO_ACCOUNTS, is_active=True)


def refuse_demo_accounts():
    """Refuse to start a production site that still has a demo account."""
    if settings.IS_DEMO or settings.DEBUG:
        return
    names = sorted(demo_accounts().values_list("username", flat=True))
    if names:
        raise ImproperlyConfigured(
            f"Demo accounts exist ({', '.join(names)}); everybody knows their passwords. "
            "Remove them with: manage.py remove_demo_accounts"
        )
