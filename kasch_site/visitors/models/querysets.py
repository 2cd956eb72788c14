"""Queries for access tokens."""

from django.db import models


class AccessTokenQuerySet(models.QuerySet):
    """Queries for access tokens."""

    def valid(self, now):
        """Return tokens that have not expired."""
        return self.filter(expires_at__gt=now)

    def to(self, section, subject):
        """Return tokens for one record of a section."""
        return self.filter(section=section, subject=str(subject))
