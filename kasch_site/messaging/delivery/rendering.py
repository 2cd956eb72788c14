"""Render messages, and build mails from them."""

from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.encoding import punycode

from kasch_site.common.caching import versions
from kasch_site.common.sections import Attachment, RenderedMessage, section
from kasch_site.common.text.email_address import deliverable_email
from kasch_site.common.text.plaintext import one_line
from kasch_site.messaging.models import Message


def rendered_message(message: Message) -> RenderedMessage | None:
    """Render a message; return None if its reason or its section no longer exists."""
    provider = section(message.section)
    if provider is None:
        return None
    # Pin the version stamp, so that it is read once per message.
    with versions.pinned(versions.read_stamp()):
        return provider.render_message(message.kind, message.subject)


def mail_of(rendered: RenderedMessage, message: Message) -> EmailMessage:
    """Return the mail with its own Message-ID (RFC 5322, 3.6.4) and the Auto-Submitted header (RFC 3834).

    Django refuses to send a header with a line break (BadHeaderError, ValueError).
    """
    headers = {
        "Message-ID": message_id(rendered, message),
        "Auto-Submitted": "auto-generated",
        **dict(rendered.headers),
    }
    mail = EmailMessage(
        subject=one_line(rendered.subject),
        body=rendered.text,
        from_email=rendered.sender or None,
        to=[deliverable_email(rendered.to) or rendered.to],
        reply_to=[rendered.reply_to] if rendered.reply_to else None,
        headers=headers,
    )
    for attachment in rendered.attachments:
        mail.attach(part_of(attachment))
    return mail


def message_id(rendered: RenderedMessage, message: Message) -> str:
    """Return the Message-ID, the same for every attempt, in the domain of the sender."""
    host = parseaddr(rendered.sender or settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{message.pk}@{punycode(host)}>"


def part_of(attachment: Attachment) -> MIMEBase:
    """Return the attachment byte for byte, with the content type set by the section (RFC 2045, 5.1 and 6.8)."""
    part = MIMEBase("application", "octet-stream")
    part.replace_header("Content-Type", one_line(attachment.content_type))
    part.set_payload(attachment.content)
    encode_base64(part)
    name = one_line(attachment.name)
    # Encode non-ASCII file names as in RFC 2231.
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return part
