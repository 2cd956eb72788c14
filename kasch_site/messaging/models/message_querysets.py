"""Queries for messages: due, open, by subject."""

from django.db import models

from kasch_site.common.sections import MessageProvider, providers


class MessageQuerySet(models.QuerySet):
    """Queries for messages."""

    def readable_by(self, user):
        """Return messages whose recipients this user may see (`Section.message_permission`); all if no permission is
        required.
        """
        if user is None:
            return self
        hidden = [
            provider.key
            for provider in providers(MessageProvider)
            if provider.message_permission and not user.has_perm(provider.message_permission)
        ]
        return self.exclude(section__in=hidden)

    def open(self):
        """Return messages still to be delivered."""
        return self.filter(state__in=("waiting", "sending"))

    def on_channel(self, channel):
        """Return messages of that channel."""
        return self.filter(channel=channel)

    def due(self, now):
        """Return open messages that are due, the earliest first."""
        return self.open().filter(due_at__lte=now).order_by("due_at")

    def next_due_at(self):
        """Return when the next open message is due; None if there is none."""
        return self.open().order_by("due_at").values_list("due_at", flat=True).first()

    def for_staff(self, channel, until):
        """Return calls or letters that staff may handle now, including those to be retried before `until`."""
        return self.open().on_channel(channel).filter(due_at__lte=until)

    def recently_done(self, channel, since):
        """Return calls or letters that staff have completed since then, latest first."""
        return (
            self.on_channel(channel)
            .filter(state__in=("done", "declined"), finished_at__gt=since)
            .order_by("-finished_at")
        )

    def failed(self):
        """Return undeliverable messages that nobody has handled yet."""
        return self.filter(state="failed")

    def delivered(self):
        """Return delivered messages."""
        return self.filter(state="done")

    def notified_since(self, since):
        """Return calls on the list, and messages queued or delivered after that moment."""
        is_open = models.Q(state__in=("waiting", "sending"))
        is_fresh = models.Q(channel="phone") | models.Q(wanted_at__gt=since)
        return self.filter(is_open & is_fresh | models.Q(state="done", finished_at__gt=since))

    def about(self, section, subject):
        """Return messages of a section about one of its records."""
        return self.filter(section=section, subject=str(subject))

    def begun(self):
        """Return messages that are in flight, delivered or declined."""
        return self.filter(state__in=("sending", "done", "declined"))
