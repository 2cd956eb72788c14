"""A local mail server that stores received mails (RFC 5321), and refuses recipients as a test requires."""

import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy


class MailServer(socketserver.ThreadingTCPServer):
    """`received` has (recipient, message) in order; `refusals` are replies to RCPT by recipient, "" disconnects."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.received = []
        self.refusals = {}
        self.connections = 0
        self.sessions = set()  # the open ones
        self.pause = 0  # seconds between receiving a mail and confirming it

    @property
    def port(self):
        return self.server_address[1]

    @property
    def recipients(self):
        return [recipient for recipient, _mail in self.received]


class _Session(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self):
        self.server.sessions.add(self)
        try:
            with suppress(ConnectionError):  # the client was killed
                self.handle_commands()
        finally:
            self.server.sessions.discard(self)

    def handle_commands(self):
        self.server.connections += 1
        self.say("220 test")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            command = line.upper()
            if command.startswith("RCPT"):
                recipient = line.partition("<")[2].partition(">")[0]
                response = self.server.refusals.get(recipient, "250 ok")
                if not response:
                    return None
                self.say(response)
            elif command == "DATA":
                self.say("354 go on")
                if not self.receive(recipient):
                    return None
                self.say("250 ok")
            elif command == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")
        return None

    def receive(self, recipient):
        """Receive a mail; return False if the connection ended before the mail was complete."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        self.server.received.append((recipient, message_from_bytes(b"".join(lines), policy=policy.default)))
        time.sleep(self.server.pause)
        return True


@contextmanager
def mail_server(settings):
    """Run the server, and configure the site to send its mails there."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_TIMEOUT = 10
        yield server
        server.shutdown()
        thread.join()
