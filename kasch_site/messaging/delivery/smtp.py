"""An SMTP connection for many mails, and its errors."""

import smtplib

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _


class MailRefused(Exception):
    """The mail server refused a mail; `reason` comes from smtplib or the network and may contain personal data."""

    def __init__(self, reason: OSError):
        super().__init__(type(reason).__name__)
        self.reason = reason

    @property
    def is_final(self) -> bool:
        """Return whether the refusal is permanent (RFC 5321, 4.2.1: 5yz)."""
        if isinstance(self.reason, smtplib.SMTPRecipientsRefused):
            return all(code >= 500 for code, _text in self.reason.recipients.values())
        return isinstance(self.reason, smtplib.SMTPDataError) and self.reason.smtp_code >= 500

    @property
    def is_unknown_mailbox(self) -> bool:
        """Return whether the server reported permanently that the mailbox does not exist, other than a policy refusal.

        RFC 3463, 3.8: codes 5.7.x are about policy, such as a blocked sender.
        """
        if not self.is_final or not isinstance(self.reason, smtplib.SMTPRecipientsRefused):
            return False
        return all(not text.startswith(b"5.7.") for _code, text in self.reason.recipients.values())

    @property
    def explanation(self) -> str:
        """Return a sentence for staff without personal data."""
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


class ConnectionFailed(MailRefused):
    """The mail server is unreachable, so other mails would fail as well."""


class SmtpConnection:
    """An SMTP connection for many mails; opened on demand, and reopened after an error."""

    def __enter__(self):
        self.connection = get_connection()
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, mail: EmailMessage) -> None:
        """Send a mail. Raise `ConnectionFailed` or MailRefused."""
        try:
            self.connection.open()
        except OSError as reason:  # SMTPException is a subclass
            raise ConnectionFailed(reason) from None
        try:
            self.connection.send_messages([mail])
        except OSError as reason:
            self.close()
            raise MailRefused(reason) from None

    def close(self) -> None:
        """Close the connection, ignoring errors."""
        try:
            self.connection.close()
        except OSError:
            self.connection = get_connection()
