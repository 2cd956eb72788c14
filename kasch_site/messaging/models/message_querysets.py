"""What "due" and "about" mean for messages, said once."""

from django.db import models
from django.db.models import Q

from kasch_site.common.sections import sections


class MessageQuerySet(models.QuerySet):
    """Messages by what is to be done with them."""

    def readable_by(self, user):
        """Those whose persons this member of staff may know of (`AppRoom.telling_needs`); all where there is none."""
        if user is None:
            return self
        hidden = [each.key for each in sections() if each.telling_needs and not user.has_perm(each.telling_needs)]
        return self.exclude(room__in=hidden)

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

    def next_moments(self):
        """When the first one waits for its time, and when the first claim on one ends; of what there is."""
        waiting = self.filter(state="waiting").order_by("due_at").values_list("due_at", flat=True)[:1]
        claimed = self.filter(state="sending").order_by("claimed_until").values_list("claimed_until", flat=True)[:1]
        return [*waiting, *claimed]

    def for_staff(self, channel, until):
        """Calls or letters that staff may see to now, and those that are tried again until that moment."""
        return self.open().by(channel).filter(due_at__lte=until)

    def seen_to(self, channel, since):
        """Calls or letters that staff have noted an end for since then, the last first."""
        return self.by(channel).filter(state__in=("done", "declined"), finished_at__gt=since).order_by("-finished_at")

    def failed(self):
        """Those that could not be delivered, and nobody has seen to it."""
        return self.filter(state="failed")

    def delivered(self):
        """The person has been told."""
        return self.filter(state="done")

    def about(self, room, subject):
        """Those of a room about one of its records."""
        return self.filter(room=room, subject=str(subject))

    def begun(self):
        """Those that are on their way, or have ended with the person: told, or not wanting to be."""
        return self.filter(state__in=("sending", "done", "declined"))
