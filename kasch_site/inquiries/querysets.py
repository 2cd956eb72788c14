"""What "new", "open" and "answered" mean for inquiries, said once."""

from django.db import models
from django.db.models import F


class InquiryQuerySet(models.QuerySet):
    """Inquiries by what is to be done with them."""

    def new(self):
        """Nobody has seen to them yet."""
        return self.filter(state="new")

    def open(self):
        """They wait for an answer, whoever sees to them."""
        return self.exclude(state="answered")

    def answered(self):
        """Staff have answered, with or without a message."""
        return self.filter(state="answered")

    def taken_by(self, user):
        """Open ones to which this member of staff sees."""
        return self.open().filter(taken_by=user)

    def received_before(self, moment):
        """Those that came before that moment."""
        return self.filter(received_at__lt=moment)

    def answered_before(self, moment):
        """Those that were answered before that moment."""
        return self.answered().filter(answered_at__lt=moment)

    def open_first(self):
        """What waits comes first, the newest of all on top."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "-received_at")
