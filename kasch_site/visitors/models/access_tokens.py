"""Access tokens, stored as fingerprints."""

from django.db import models

from .querysets import AccessTokenQuerySet


class AccessToken(models.Model):
    """A mailed link to one record of a section; only the SHA-256 of its token is stored."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    section = models.CharField(max_length=20)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["section", "subject"], name="link_to")]

    def __str__(self):
        return f"{self.section}: {self.purpose}"
