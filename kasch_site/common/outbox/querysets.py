"""What "due" and "about" mean for messages, said once."""

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet):
    """Messages by what is to be done with them."""

    def open(self):
        """The person has still to be told."""
        return self.filter(state__in=("waiting", "sending"))

    def by(self, channel):
        """Those that go that way."""
        return self.filter(channel=channel)

    def due(self, now):
        """Open, their time has come, and nobody is at them."""
        free = Q(state="waiting") | Q(state="sending", claimed_until__lte=now)
        return self.filter(free, due_at__lte=now)

    def failed(self):
        """Those that could not be delivered, and nobody has seen to it."""
        return self.filter(state="failed")

    def about(self, room, subject):
        """Those of a room about one of its records."""
        return self.filter(room=room, subject=str(subject))
