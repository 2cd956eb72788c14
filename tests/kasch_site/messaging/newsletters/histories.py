"""Random histories of a newsletter: subscribing, leaving, sending, and crashes."""

from collections import Counter
from contextlib import contextmanager, suppress

from django.core import mail
from django.db import transaction
from hypothesis import strategies as st

from kasch_site.messaging.models import Delivery, Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import sending, subscriptions
from kasch_site.worker import execution
from tests.kasch_site.messaging.newsletters.conftest import request_subscription

PEOPLE = ["ada@example.org", "bea@example.org", "cem@example.org"]
EVENTS_OF_SUBSCRIBERS = st.one_of(
    st.tuples(
        st.sampled_from(["request", "confirm", "subscribe_on_paper", "unsubscribe", "bounce", "clear_bounce"]),
        st.sampled_from(PEOPLE),
    ),
    st.tuples(st.just("run_jobs"), st.just("")),
)


class Rollback(Exception):
    """Rolls back the transaction of one example."""


@contextmanager
def rolled_back():
    """Roll back the changes of the block, which begins with an empty outbox."""
    with suppress(Rollback), transaction.atomic():
        mail.outbox.clear()
        yield
        raise Rollback


class NewsletterHistory:
    """Executes a history of a newsletter, tracks consent, and checks each sent mail.

    The subjects of its editions begin with `subject`.
    """

    def __init__(self, toy_newsletter, subject):
        self.newsletter, self.subject = toy_newsletter, subject
        self.agreed, self.got, self.checked = set(), Counter(), 0

    def run(self, history):
        for verb, about in history:
            getattr(self, verb.replace(" ", "_"))(about)
            self.check_mails()

    def check_mails(self):
        for message in mail.outbox[self.checked :]:
            if message.subject.startswith(self.subject):
                assert message.to[0] in self.agreed
                self.got[message.to[0], self.edition_in(message)] += 1
        self.checked = len(mail.outbox)
        # A subscriber who left and comes back is a new one: no edition comes twice to one subscription.
        assert all(count == 1 for count in self.got.values())
        assert set(Subscription.objects.confirmed().values_list("subscriber__email", flat=True)) == self.agreed

    def edition_in(self, message):
        """Return what identifies the edition in a mail."""
        return message.subject

    def request(self, email):
        request_subscription(email, self.newsletter.key)

    def confirm(self, email):
        subscriber = Subscriber.objects.at([email]).first()
        if subscriber:
            subscriptions.confirm(subscriber, [self.newsletter.key])
            self.agreed.add(email)

    def subscribe_on_paper(self, email):
        subscriptions.add_on_paper(email, [self.newsletter])
        self.agreed.add(email)

    def unsubscribe(self, email):
        subscription = Subscription.objects.filter(subscriber__email=email).first()
        if subscription:
            subscriptions.unsubscribe(subscription)
        self.agreed.discard(email)
        for key in [key for key in self.got if key[0] == email]:
            del self.got[key]

    def bounce(self, email):
        subscriber = Subscriber.objects.at([email]).first()
        if subscriber:
            subscriptions.mark_refused(subscriber)

    def clear_bounce(self, email):
        subscription = Subscription.objects.filter(subscriber__email=email).first()
        if subscription:
            subscriptions.clear_refusal(subscription)

    def send(self, edition):
        sending.send(self.newsletter, edition)

    def interrupt(self, edition):
        """Create the deliveries without sending them."""
        dispatch = sending.send(self.newsletter, edition)
        if batch := list(sending.waiting_for(dispatch)):
            sending._create_batch(dispatch, batch)

    def run_jobs(self, _nothing):
        execution.run_due_jobs("test")
        assert Delivery.objects.count() == Delivery.objects.values("dispatch", "subscription").distinct().count()
        assert Message.objects.filter(kind="edition").count() <= Delivery.objects.count()
