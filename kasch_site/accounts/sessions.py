"""How long staff stay logged in: each request extends the session, and it ends after an idle time.

Accounts that can see personal data have a short idle limit; others have `settings.SESSION_COOKIE_AGE`.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Permission
from django.db.models import Q

from kasch_site.common import clock
from kasch_site.common.sections import models_with_personal_data
from kasch_site.common.sessions import IDLE_LIMIT

IDLE_LIMIT_WITH_PERSONAL_DATA = timedelta(minutes=30)
# A session is saved again only after this time, because each time is a write.
EXTEND_AFTER = timedelta(minutes=1)
EXTENDED_AT = "extended_at"  # in the session: seconds since 1970


def sees_personal_data(user) -> bool:
    """Return whether a role or a permission of the user gives access to personal data."""
    if user.is_superuser:
        return True
    labels = [settings.AUTH_USER_MODEL, *models_with_personal_data()]
    on_personal_data = Q()
    for app, model in (label.lower().split(".") for label in labels):
        on_personal_data |= Q(content_type__app_label=app, content_type__model=model)
    return Permission.objects.filter(Q(user=user) | Q(group__user=user), on_personal_data).exists()


def idle_limit(user) -> timedelta:
    """Return after which idle time the user is logged out."""
    return IDLE_LIMIT_WITH_PERSONAL_DATA if sees_personal_data(user) else timedelta(seconds=settings.SESSION_COOKIE_AGE)


def slide(request) -> None:
    """Extend the session of a logged-in user, with the idle limit of their current permissions."""
    session, now = request.session, int(clock.now().timestamp())
    if SESSION_KEY not in session or abs(now - session.get(EXTENDED_AT, 0)) < EXTEND_AFTER.total_seconds():
        return
    if request.user.is_authenticated:
        session[EXTENDED_AT] = now
        session[IDLE_LIMIT] = int(idle_limit(request.user).total_seconds())
