"""Links in messages, and the names of records in messages and links."""

from datetime import datetime, timedelta

from counselling.models import Booking, Offer, WaitlistEntry
from kasch_site.visitors import access_tokens

SECTION = "counselling"
# Names of models in subjects of messages and links: "booking:12".
SUBJECT_NAMES = {Booking: "booking", WaitlistEntry: "waitlist_entry", Offer: "offer"}
# The same period for which personal records are retained; see `retention`.
ACCESS_TOKEN_LIFETIME = timedelta(days=14)


def _after_slot(record: Booking | Offer) -> datetime:
    return record.slot.ends_at + ACCESS_TOKEN_LIFETIME


def _link(purpose, route, model, expires_at=_after_slot):
    return access_tokens.MailedLink(SECTION, purpose, f"counselling:{route}", expires_at, SUBJECT_NAMES[model])


MANAGE = _link("manage", "my_booking", Booking)
# Confirms a mail address: send it to that address only.
CONFIRM = _link("confirm", "confirm", Booking)
WAIT = _link("wait", "waitlist_entry", WaitlistEntry, lambda entry: entry.ends_at)
CONFIRM_ENTRY = _link("confirm_entry", "confirm_entry", WaitlistEntry, lambda entry: entry.ends_at)
ANSWER = _link("answer", "offer", Offer)
manage_address, confirm_address = MANAGE.url_for, CONFIRM.url_for
wait_address, offer_address = WAIT.url_for, ANSWER.url_for
confirm_entry_address = CONFIRM_ENTRY.url_for


def subject_of(record: Booking | WaitlistEntry | Offer) -> str:
    """Return the subject that identifies a record in messages and links: "booking:12"."""
    return access_tokens.subject_name(record.pk, SUBJECT_NAMES[type(record)])
