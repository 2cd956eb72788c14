"""Querysets of inquiries: definitions of "new", "open" and "answered"."""

from django.db.models import F

from kasch_site.visitors.models import VisitorQuerySet


class InquiryQuerySet(VisitorQuerySet):
    """Inquiries filtered by status."""

    def new(self):
        """Filter inquiries that nobody has taken yet."""
        return self.filter(state="new")

    def open(self):
        """Filter inquiries that are not answered, taken or not."""
        return self.exclude(state="answered")

    def answered(self):
        """Filter inquiries that are answered, with or without a message."""
        return self.filter(state="answered")

    def assigned_to(self, user):
        """Filter open inquiries taken by this user."""
        return self.open().filter(assigned_to=user)

    def received_before(self, moment):
        """Filter inquiries received before that moment."""
        return self.filter(received_at__lt=moment)

    def answered_before(self, moment):
        """Filter inquiries answered before that moment."""
        return self.answered().filter(answered_at__lt=moment)

    def open_first(self):
        """Order open inquiries first, newest first within each group."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "-received_at")
