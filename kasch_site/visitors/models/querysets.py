"""Which links still lead somewhere."""

from django.db import models


class AccessTokenQuerySet(models.QuerySet):
    """Mailed links."""

    def valid(self, now):
        """Those whose time has not run out."""
        return self.filter(expires_at__gt=now)

    def to(self, room, subject):
        """Those to one record of a room."""
        return self.filter(room=room, subject=str(subject))
