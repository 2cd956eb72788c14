"""The cost of sending a thousand mails, as a ratio to smtplib with the same mail server in the same run."""

import contextlib
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from unittest import mock

from .pages import verdict

MAILS = 1000
AT_ONCE = 100
ALLOWED = 2.0
SITE = "https://haus.example"
# Responds at once and stores nothing: a fast mail server, so that its slowness hides nothing.
SERVER = """
import socket, socketserver
class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        send = self.wfile.write
        send(b"220 ready\\r\\n")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                send(b"354 go\\r\\n")
                while self.rfile.readline() not in (b".\\r\\n", b""):
                    pass
            send(b"221 bye\\r\\n" if command == b"QUIT" else b"250 ok\\r\\n")
            if command == b"QUIT":
                return
class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


def measure(_environment):
    """Yield a line for each ratio of wall-clock time, with the limit and whether it is met."""
    import django

    django.setup()
    from django.test import override_settings

    backend = "django.core.mail.backends.smtp.EmailBackend"
    with (
        mail_server() as port,
        override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, SITE_URL=SITE),
    ):
        subscribe(AT_ONCE)
        with mock.patch("kasch_site.messaging.newsletters.messages.message_with_edition", short_message):
            yield from compare("Short messages", port)
        yield from compare("Plans with their sheet", port)


def short_message(subject):
    """Return a short message with letterhead, as for a registration: one query and no attachment."""
    from kasch_site.house import stationery
    from kasch_site.messaging.models import Delivery

    copy = Delivery.objects.filter(pk=subject).to_be_sent().first()
    unsubscribe_links = [{"name": "Gymnastik", "url": f"{SITE}/meine/{copy['subscription_id']}/"}]
    to = copy["subscription__subscriber__email"]
    return stationery.render_message(
        "newsletters/unsubscribe_links", {"unsubscribe_links": unsubscribe_links}, to=to, subject="Eine kurze Nachricht"
    )


def compare(name, port):
    """Send a thousand mails by each method, a hundred at a time in turn, so that other load affects all alike."""
    methods = {
        "ours": deliver_all,
        "smtplib that builds each": send_built,
        "smtplib with finished bytes": send_finished,
    }
    seconds, cpu = dict.fromkeys(methods, 0.0), dict.fromkeys(methods, 0.0)
    for _round in range(MAILS // AT_ONCE):
        rendered = create_deliveries()
        finished = mail_of(rendered).as_bytes()
        for method, send in methods.items():
            started, started_cpu = time.perf_counter(), time.process_time()
            send(port, rendered, finished)
            seconds[method] += time.perf_counter() - started
            cpu[method] += time.process_time() - started_cpu
    each = ", ".join(
        f"{method} {seconds[method] / MAILS * 1000:.2f} ms ({cpu[method] / MAILS * 1000:.2f} ms CPU)"
        for method in methods
    )
    ours, built, finished_bytes = seconds.values()
    yield f"{name} of {len(finished)} bytes, each: {each}"
    yield verdict(f"{name}, {MAILS} of them, against smtplib that builds and sends each", ours / built, ALLOWED)
    yield f"{name}, against smtplib that is handed finished bytes: {ours / finished_bytes:.2f}x"


@contextlib.contextmanager
def mail_server():
    """Run a mail server in a separate process; yield its port."""
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def subscribe(number):
    """Replace all subscriptions by this many to the plan."""
    from kasch_site.common import clock
    from kasch_site.messaging.models import Subscriber, Subscription
    from kasch_site.messaging.newsletters.catalogue import current_consent_text, newsletters

    plan, now = newsletters()[0], clock.now()
    Subscription.objects.all().delete()
    subscribers = Subscriber.objects.bulk_create(
        Subscriber(email=f"leser{index}@example.org", email_key=f"leser{index}@example.org") for index in range(number)
    )
    agreed = {"newsletter": plan.key, "wording": current_consent_text(plan), "requested_at": now, "confirmed_at": now}
    Subscription.objects.bulk_create(Subscription(subscriber=subscriber, **agreed) for subscriber in subscribers)


def create_deliveries():
    """Create the deliveries; return the text of one."""
    from events.printing.plan_by_mail import MonthPlan
    from kasch_site.common import clock
    from kasch_site.messaging.models import Delivery, Dispatch, Message
    from kasch_site.messaging.newsletters import messages, sending

    for model in (Message, Delivery, Dispatch):
        model.objects.all().delete()
    messages._rendered_editions.clear()
    plan = MonthPlan()
    edition = plan.editions(clock.now())[-1]
    dispatch = Dispatch.objects.create(
        newsletter=plan.key, edition=edition.key, name=edition.name, begun_at=clock.now()
    )
    while batch := list(sending.waiting_for(dispatch)[: sending.BATCH]):
        sending._create_batch(dispatch, batch)
    return messages.message_with_edition(str(dispatch.copies.first().pk))


def deliver_all(_port, _rendered, _finished):
    """Run waiting jobs as `manage.py work` does."""
    from kasch_site.messaging.models import Message
    from kasch_site.worker import execution

    execution.run_due_jobs("bench")
    if Message.objects.delivered().count() != AT_ONCE:
        raise RuntimeError("not every mail was delivered")


def mail_of(rendered, to="leser@example.org"):
    """Return the same mail, built with the standard library."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"], mail["Reply-To"] = (
        rendered.subject,
        rendered.sender,
        to,
        rendered.reply_to,
    )
    mail["Message-ID"], mail["Date"], mail["Auto-Submitted"] = make_msgid(), formatdate(), "auto-generated"
    for name, value in rendered.headers:
        mail[name] = value
    mail.set_content(rendered.text)
    for each in rendered.attachments:
        mail.add_attachment(each.content, maintype="application", subtype="pdf", filename=each.name)
    return mail


def send_built(port, rendered, _finished):
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for number in range(AT_ONCE):
            connection.send_message(mail_of(rendered, f"leser{number}@example.org"))


def send_finished(port, rendered, finished):
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for number in range(AT_ONCE):
            connection.sendmail(rendered.sender, [f"leser{number}@example.org"], finished)
