"""A section that exists only in tests and tells persons things: each record has the letter that a test gives it."""

from kasch_site.common.sections import MessageProvider, RenderedMessage, ReplyRefused, ReplyResult, Section
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message


class MessageSection(Section, MessageProvider):
    key = "pen"
    name = "Schreibstube"
    message_kinds = {"hello": "Begrüßung"}

    def __init__(self):
        self.written = {}
        self.answered = []

    def render_message(self, kind, subject):
        found = self.written.get(subject)
        if isinstance(found, BaseException):
            raise found
        return found

    def apply_reply(self, kind, subject, key):
        if key not in {each.key for each in self.written[subject].answers}:
            raise ReplyRefused("Dafür ist es zu spät.")
        self.answered.append((kind, subject, key))
        messages.cancel(self.key, subject)  # as rooms do when nothing is left to be said
        return ReplyResult(f"{subject} sagt {key}.")

    def tells(
        self, subject, channel=Channel.MAIL, to=None, *, due_at=None, occasion="", is_requested=False, **rendered
    ):
        """Have somebody told something; returns the message."""
        if to is None:
            to = f"{subject}@example.org" if channel == Channel.MAIL else "0371 12345"
        words = {"subject": "Gruß aus dem Haus", "text": f"Guten Tag {subject}!\n", "name": f"Frau {subject}"}
        self.written[subject] = RenderedMessage(to=to, **(words | rendered))
        notice = messages.Notice(self.key, "hello", subject, channel, occasion, due_at, is_requested)
        messages.notify(notice)
        return Message.objects.get(idempotency_key=notice.key)


section = MessageSection()
