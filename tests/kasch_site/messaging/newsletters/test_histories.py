"""Random histories of subscribing, confirming, leaving, bouncing, sending and crashing: consent and "once" hold."""

from hypothesis import given
from hypothesis import strategies as st

from tests.kasch_site.messaging.newsletters.histories import EVENTS_OF_SUBSCRIBERS, NewsletterHistory, rolled_back
from tests.proving import examples

EVENTS = st.one_of(
    EVENTS_OF_SUBSCRIBERS,
    st.tuples(st.sampled_from(["send", "interrupt"]), st.sampled_from(["1", "2"])),
)


@examples(25, shares_fixtures=True)
@given(history=st.lists(EVENTS, max_size=25))
def test_no_history_sends_a_mail_without_consent_or_an_edition_twice(toy_newsletter, history):
    with rolled_back():
        NewsletterHistory(toy_newsletter, "Puppenpost").run(history)
