"""One connection to the mail server for many mails, and what it says when it takes none."""

import smtplib

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _


class NotTaken(Exception):
    """The mail server has not taken a mail; `reason` is what smtplib or the network said, which may name a person."""

    def __init__(self, reason: OSError):
        super().__init__(type(reason).__name__)
        self.reason = reason

    @property
    def is_final(self) -> bool:
        """Whether the server has said for good that it will not take it (RFC 5321, 4.2.1: 5yz)."""
        if isinstance(self.reason, smtplib.SMTPRecipientsRefused):
            return all(code >= 500 for code, _words in self.reason.recipients.values())
        return isinstance(self.reason, smtplib.SMTPDataError) and self.reason.smtp_code >= 500

    @property
    def knows_no_mailbox(self) -> bool:
        """Whether the server has said for good that there is no such mailbox, and not that it does not like our mail.

        RFC 3463, 3.8: a detail of 5.7 is about policy, such as a list of senders it refuses.
        """
        if not self.is_final or not isinstance(self.reason, smtplib.SMTPRecipientsRefused):
            return False
        return all(not words.startswith(b"5.7.") for _code, words in self.reason.recipients.values())

    @property
    def words(self) -> str:
        """A sentence for staff that names nobody."""
        reason = self.reason
        if isinstance(reason, smtplib.SMTPRecipientsRefused):
            return (
                _("Der Mailserver kennt diese Adresse nicht.") if self.is_final else _("Das Postfach nimmt nichts an.")
            )
        if isinstance(reason, smtplib.SMTPAuthenticationError):
            return _("Der Mailserver nimmt unser Passwort nicht an.")
        if isinstance(reason, smtplib.SMTPResponseException):
            return _("Der Mailserver hat abgelehnt (%(code)s).") % {"code": reason.smtp_code}
        return _("Der Mailserver ist nicht zu erreichen.")


class ConnectionFailed(NotTaken):
    """There is no connection to the mail server at all: no other mail would fare better."""


class SmtpConnection:
    """One connection to the mail server for many mails; opened when needed, and anew after an error."""

    def __enter__(self):
        self.connection = get_connection()
        return self

    def __exit__(self, *_):
        self.hang_up()

    def send(self, mail: EmailMessage) -> None:
        """Hand a mail over; raises NoLine or NotTaken."""
        try:
            self.connection.open()
        except OSError as reason:  # what smtplib raises is a kind of it
            raise ConnectionFailed(reason) from None
        try:
            self.connection.send_messages([mail])
        except OSError as reason:
            self.hang_up()
            raise NotTaken(reason) from None

    def hang_up(self) -> None:
        """Close the connection, whatever the server thinks of it."""
        try:
            self.connection.close()
        except OSError:
            self.connection = get_connection()
