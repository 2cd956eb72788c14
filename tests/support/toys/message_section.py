"""A section for tests that sends messages: each record has the message that a test gives it."""

from kasch_site.common.sections import MessageProvider, RenderedMessage, ReplyRefused, ReplyResult, Section
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message


class MessageSection(Section, MessageProvider):
    key = "pen"
    name = "Schreibstube"
    message_kinds = {"hello": "Begrüßung"}

    def __init__(self):
        self.rendered_messages = {}
        self.replies = []

    def render_message(self, kind, subject):
        message = self.rendered_messages.get(subject)
        if isinstance(message, BaseException):
            raise message
        return message

    def apply_reply(self, kind, subject, key):
        if key not in {reply.key for reply in self.rendered_messages[subject].replies}:
            raise ReplyRefused("Dafür ist es zu spät.")
        self.replies.append((kind, subject, key))
        messages.cancel(self.key, subject)  # as sections do when their message is no longer needed
        return ReplyResult(f"{subject} sagt {key}.")

    def send_message(
        self, subject, channel=Channel.MAIL, to=None, *, due_at=None, occasion="", is_requested=False, **rendered
    ):
        """Queue a message to a person; return its row."""
        if to is None:
            to = f"{subject}@example.org" if channel == Channel.MAIL else "0371 12345"
        defaults = {"subject": "Gruß aus dem Haus", "text": f"Guten Tag {subject}!\n", "name": f"Frau {subject}"}
        self.rendered_messages[subject] = RenderedMessage(to=to, **(defaults | rendered))
        notice = messages.Notice(self.key, "hello", subject, channel, occasion, due_at, is_requested)
        messages.notify(notice)
        return Message.objects.get(idempotency_key=notice.key)


section = MessageSection()
