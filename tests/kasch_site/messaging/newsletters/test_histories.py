"""Random histories of subscribing, confirming, leaving, bouncing, sending and crashing: consent and "once" hold."""

from collections import Counter

from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from kasch_site.messaging.models import Delivery, Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import sending, subscriptions
from kasch_site.worker import execution
from tests.kasch_site.messaging.newsletters.conftest import ask
from tests.proving import examples

PEOPLE = ["ada@example.org", "bea@example.org", "cem@example.org"]
EVENTS = st.one_of(
    st.tuples(st.sampled_from(["ask", "confirm", "paper", "leave", "bounce", "back"]), st.sampled_from(PEOPLE)),
    st.tuples(st.sampled_from(["send", "break off"]), st.sampled_from(["1", "2"])),
    st.tuples(st.just("work"), st.just("")),
)


class Undone(Exception):
    """Rolls back the transaction of one example."""


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(EVENTS, max_size=25))
def test_no_history_sends_a_mail_without_consent_or_an_edition_twice(post, history):
    try:
        with transaction.atomic():
            mail.outbox.clear()
            House(post).live_through(history)
            raise Undone
    except Undone:
        pass


class House:
    """Executes a history, tracks consent, and checks each sent mail."""

    def __init__(self, post):
        self.post, self.agreed, self.got, self.looked = post, set(), Counter(), 0

    def live_through(self, history):
        for verb, about in history:
            getattr(self, verb.replace(" ", "_"))(about)
            self.look()

    def look(self):
        for message in mail.outbox[self.looked :]:
            if message.subject.startswith("Puppenpost"):
                assert message.to[0] in self.agreed
                self.got[message.to[0], message.subject] += 1
        self.looked = len(mail.outbox)
        # A subscriber who left and comes back is a new one: no edition comes twice to one subscription.
        assert all(count == 1 for count in self.got.values())
        assert set(Subscription.objects.confirmed().values_list("subscriber__email", flat=True)) == self.agreed

    def ask(self, email):
        ask(email)

    def confirm(self, email):
        subscriber = Subscriber.objects.at([email]).first()
        if subscriber:
            subscriptions.confirm(subscriber, ["toys:post"])
            self.agreed.add(email)

    def paper(self, email):
        subscriptions.add_on_paper(email, [self.post])
        self.agreed.add(email)

    def leave(self, email):
        subscription = Subscription.objects.filter(subscriber__email=email).first()
        if subscription:
            subscriptions.leave(subscription)
        self.agreed.discard(email)
        for key in [key for key in self.got if key[0] == email]:
            del self.got[key]

    def bounce(self, email):
        subscriber = Subscriber.objects.at([email]).first()
        if subscriber:
            subscriptions.mark_refused(subscriber)

    def back(self, email):
        subscription = Subscription.objects.filter(subscriber__email=email).first()
        if subscription:
            subscriptions.clear_refusal(subscription)

    def send(self, edition):
        sending.send(self.post, edition)

    def break_off(self, edition):
        """Create the deliveries without sending them."""
        dispatch = sending.send(self.post, edition)
        if batch := list(sending.waiting_for(dispatch)):
            sending._create_batch(dispatch, batch)

    def work(self, _nothing):
        execution.do_waiting("test")
        assert Delivery.objects.count() == Delivery.objects.values("dispatch", "subscription").distinct().count()
        assert Message.objects.filter(kind="edition").count() <= Delivery.objects.count()
