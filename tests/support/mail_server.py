"""A mail server on this machine that keeps what it is given (RFC 5321), and refuses whom a test wants refused."""

import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy


class MailServer(socketserver.ThreadingTCPServer):
    """Mails it took, in order: (recipient, message); `refusals` answer RCPT by recipient, "" breaks the line."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken = []
        self.refusals = {}
        self.calls = 0
        self.talks = set()  # those that go on at this moment
        self.pause = 0  # seconds between taking a mail and saying so

    @property
    def port(self):
        return self.server_address[1]

    @property
    def recipients(self):
        return [recipient for recipient, _mail in self.taken]


class _Talk(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self):
        self.server.talks.add(self)
        try:
            with suppress(ConnectionError):  # whoever called was killed
                self.talk()
        finally:
            self.server.talks.discard(self)

    def talk(self):
        self.server.calls += 1
        self.say("220 test")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT"):
                recipient = line.partition("<")[2].partition(">")[0]
                answer = self.server.refusals.get(recipient, "250 ok")
                if not answer:
                    return None
                self.say(answer)
            elif word == "DATA":
                self.say("354 go on")
                if not self.take(recipient):
                    return None
                self.say("250 ok")
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")
        return None

    def take(self, recipient):
        """Take a mail; False where the line ended before the mail did: such a mail nobody has taken."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        self.server.taken.append((recipient, message_from_bytes(b"".join(lines), policy=policy.default)))
        time.sleep(self.server.pause)
        return True


@contextmanager
def mail_server(settings):
    """Run the server, and have the site send its mails there."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_TIMEOUT = 10
        yield server
        server.shutdown()
        thread.join()
