"""Rendered mails: sender, recipient, and attachments."""

from email.header import decode_header, make_header

import pytest

from kasch_site.common import clock
from kasch_site.common.sections import Attachment, RenderedMessage
from kasch_site.messaging.delivery.rendering import mail_of, message_id, part_of
from kasch_site.messaging.models import Message
from kasch_site.worker import execution

pytestmark = pytest.mark.django_db
CALENDAR = 'text/calendar; method=PUBLISH; charset="utf-8"'
ICS = "BEGIN:VCALENDAR\r\nSUMMARY:Frühstück\r\nEND:VCALENDAR\r\n".encode()


@pytest.fixture
def arrives(message_section, server):
    """Return a function that sends a message and returns what the mail server received."""

    def send(**rendered):
        message_section.send_message("Anna", **rendered)
        execution.run_due_jobs("me")
        return server.received[-1][1]

    return send


def test_a_mail_is_plain_text_with_sender_and_reply_address_of_the_house(arrives):
    mail = arrives(text="Grüße\n.\nEnde & <b>\n", sender="Bürgerhaus <web@haus.example>", reply_to="post@haus.example")
    assert mail["From"] == "Bürgerhaus <web@haus.example>"
    assert mail["Reply-To"] == "post@haus.example"
    assert mail["To"] == "Anna@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n").strip() == "Grüße\n.\nEnde & <b>"


def test_without_an_address_of_the_house_the_default_sender_is_used(arrives, settings):
    settings.DEFAULT_FROM_EMAIL = "website@haus.example"
    mail = arrives()
    assert mail["From"] == "website@haus.example"
    assert mail["Message-ID"] == f"<{Message.objects.get().pk}@haus.example>"


@pytest.mark.parametrize("typed", ["anna@Straße.de", "an\u00adna@xn--strae-oqa.de", "\uff41nna@stra\u00dfe\u3002de."])
def test_a_mail_goes_to_the_mailbox_that_is_counted(message_section, typed):
    message = message_section.send_message("Anna")
    assert mail_of(RenderedMessage(typed, "", ""), message).recipients() == ["anna@xn--strae-oqa.de"]


def test_the_message_id_is_stable_and_unique(message_section):
    message, other = message_section.send_message("Anna"), message_section.send_message("Berta")
    rendered = RenderedMessage("a@example.org", "", "", sender="Haus <web@bürgerhaus.example>")
    assert message_id(rendered, message) == message_id(rendered, message) != message_id(rendered, other)
    assert message_id(rendered, message) == f"<{message.pk}@xn--brgerhaus-q9a.example>"


def test_a_calendar_is_attached_unchanged_with_its_content_type(arrives):
    mail = arrives(attachments=(Attachment("termin.ics", ICS, CALENDAR),))
    body, part = mail.iter_parts()
    assert body.get_content_type() == "text/plain"
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params == {"method": "PUBLISH", "charset": "utf-8"}
    assert part.get_filename() == "termin.ics"
    assert part.get_content_disposition() == "attachment"
    assert part.get_payload(decode=True) == ICS


def test_a_file_of_any_type_and_name_is_attached(arrives):
    pdf = bytes(range(256))
    mail = arrives(attachments=(Attachment("Größe 1.pdf", pdf, "application/pdf"),))
    part = next(mail.iter_attachments())
    assert (part.get_filename(), part.get_payload(decode=True)) == ("Größe 1.pdf", pdf)


@pytest.mark.parametrize("name", ['a\r\nBcc: all@example.org\r\n".ics', "a\u2028b.ics", 'a"; x="y.ics'])
def test_a_file_name_cannot_inject_headers(name):
    part = part_of(Attachment(name, ICS, CALENDAR))
    assert part.as_string().count("\n\n") == 1
    assert [header for header, _value in part.items()] == [
        "Content-Type",
        "MIME-Version",
        "Content-Transfer-Encoding",
        "Content-Disposition",
    ]


def test_a_subject_is_one_line_whatever_it_contains(message_section):
    rendered = RenderedMessage("a@example.org", "Gruß\r\nBcc: all@example.org\x00\u2028Ende", "Text")
    mail = mail_of(rendered, message_section.send_message("Anna")).message()
    assert str(make_header(decode_header(mail["Subject"]))) == "Gruß Bcc: all@example.org Ende"
    assert mail["Bcc"] is None


def test_extra_headers_are_those_of_the_message(message_section):
    message = message_section.send_message("Anna")
    headers = (
        ("List-Unsubscribe", "<https://haus.example/x>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    mail = mail_of(RenderedMessage("a@example.org", "Plan", "Text", headers=headers), message).message()
    assert mail["List-Unsubscribe"] == "<https://haus.example/x>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.due_at <= clock.now()
