"""The waitlist of a date: free places are offered by the rule of the event, and no offer outlives its reason.

Callers must hold the row lock of the date (`capacity_locks`), except those of the functions that lapse offers.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import OccurrenceCapacity, Registration, RegistrationSettings
from events.registration.capacity.capacity_locks import lock_capacity
from events.registration.notifications import notifications
from events.registration.participation import waitlist_moves_up
from events.registration.settings import settings_of
from kasch_site.common import clock
from kasch_site.messaging.visitor_messages import new_occasion
from kasch_site.worker.jobs import job

from .offer_deadlines import deadline, latest_deadline

# A change of a date is announced by a job within minutes; it also notifies registrants who have lost an offer.
TIME_TO_ANNOUNCE_A_CHANGE = timedelta(minutes=15)


def set_state(row: Registration, state: str) -> None:
    """Store the state of a registration; the deadline of an offer ends with it."""
    row.state = state
    if state != Registration.State.OFFERED:
        row.offered_until = None
    if state == Registration.State.BOOKED:
        row.informed_at = clock.now()  # registrants book on their page or on the phone
    row.save(update_fields=["state", "offered_until", "informed_at"])


def offer_free_places(capacity: OccurrenceCapacity) -> list[Registration]:
    """Offer free places to the waitlist by the rule of the event; return the registrations with a new offer.

    A waitlist moves up after registration has closed or was disabled: it has been promised an answer.
    """
    if not waitlist_moves_up(capacity.occurrence):
        return []
    in_order = _rule_of(capacity) == RegistrationSettings.Rule.IN_ORDER
    offered = []
    free = OccurrenceCapacity.objects.get(pk=capacity.pk).free
    for row in Registration.objects.for_date(capacity.occurrence).waiting():
        if free is None or row.people <= free:
            free = None if free is None else free - row.people
            offered.append(_offer(row, capacity))
        elif in_order:
            break
    return offered


def update_offers(capacity: OccurrenceCapacity) -> None:
    """Update the offers of a date after it has changed, and offer free places.

    Offers of a date that does not take place, or that begins before anybody could answer, end; their registrants wait
    again. The deadline of the others is moved before the start.
    """
    now, date = clock.now(), capacity.occurrence
    for row in Registration.objects.for_date(date).offered().filter(offered_until__gt=now):
        if waitlist_moves_up(date):
            _shorten(row, latest_deadline(now, date.starts_at))
        else:
            _withdraw_offer(row)
    offer_free_places(capacity)


@transaction.atomic
def lapse(registration: Registration) -> bool:
    """Mark an expired offer as lapsed and offer its places to others. Return False if it has not expired.

    The registrant is notified, in other words if the offer itself was never delivered.
    """
    capacity = lock_capacity(registration.capacity.occurrence)
    row = Registration.objects.offered().filter(pk=registration.pk, offered_until__lte=clock.now()).first()
    if row is None:
        return False
    kind = "unreached" if notifications.is_undelivered(row, "offer") else "lapsed"
    set_state(row, Registration.State.LAPSED)
    notifications.cancel(row)
    notifications.notify(row, kind, occasion=new_occasion())
    offer_free_places(capacity)
    return True


def lapse_overdue(now: datetime) -> int:
    """Lapse every expired offer: a fallback for missed jobs of single offers. Return their number."""
    overdue = Registration.objects.offered().filter(offered_until__lte=now).select_related("capacity__occurrence")
    return sum(lapse(row) for row in overdue)


@job(_("Nicht beantwortete Plätze weitergeben"))
def lapse_offer(registration_pk: int) -> bool:
    """Lapse an unanswered offer and offer its places to others. Return whether it lapsed."""
    registration = Registration.objects.select_related("capacity__occurrence").filter(pk=registration_pk).first()
    return bool(registration) and lapse(registration)


def _offer(row, capacity):
    row.offered_until = deadline(clock.now(), capacity.occurrence.starts_at)
    set_state(row, Registration.State.OFFERED)
    notifications.cancel(row, "waiting", "withdrawn")
    notifications.notify(row, "offer", occasion=new_occasion())  # two offers may have the same deadline
    _schedule_lapse(row)
    return row


def _withdraw_offer(row):
    """Return a registration to the waitlist. The registrant is notified with the change of the date, or separately."""
    set_state(row, Registration.State.WAITING)
    notifications.cancel(row, "offer")
    notifications.notify(row, "withdrawn", occasion=new_occasion(), due_at=clock.now() + TIME_TO_ANNOUNCE_A_CHANGE)


def _shorten(row, latest):
    if row.offered_until > latest:
        row.offered_until = latest
        row.save(update_fields=["offered_until"])
        _schedule_lapse(row)


def _schedule_lapse(row):
    """Schedule the expiry check of an offer at its deadline."""
    lapse_offer.using(run_after=row.offered_until).enqueue(row.pk)


def _rule_of(capacity):
    registration_settings = settings_of(capacity.occurrence)
    return registration_settings.rule if registration_settings else RegistrationSettings.Rule.IN_ORDER
