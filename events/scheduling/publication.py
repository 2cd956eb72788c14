"""Withdraw published events: cancel their upcoming dates and notify the registrants."""

from django.db import transaction

from events.models import Event, Occurrence, Registration

from .changes import cancel
from .generation import default_cancellation_reason, lock


def dates_with_registrations(event):
    """Return the upcoming dates of an event that are not cancelled and have registrants, waitlisted ones included."""
    active = Registration.objects.active().values("capacity_id")
    return Occurrence.objects.filter(event=event).planned().upcoming().filter(pk__in=active).order_by("starts_at", "pk")


@transaction.atomic
def withdraw(events) -> int:
    """Turn these events into drafts and cancel their dates that have registrants; return how many were not drafts."""
    count = 0
    for event in Event.objects.filter(pk__in=events.order_by().values("pk")).released().order_by("pk"):
        lock(event.pk)
        cancel_expected_dates(event)
        count += Event.objects.filter(pk=event.pk).withdraw()
    return count


@transaction.atomic
def cancel_expected_dates(event) -> list[Occurrence]:
    """Cancel the upcoming dates of an event that has become invisible, as far as they have registrants; return them.

    Residents cannot see these dates any more; without a cancellation their registrants would not be notified.
    """
    return [cancel(date, default_cancellation_reason()) for date in dates_with_registrations(event)]


def people_expected(event) -> tuple[int, int]:
    """Return how many people are registered for upcoming dates of an event, and how many wait or have an offer."""
    return people_expected_at(Occurrence.objects.filter(event=event))


def people_expected_at(dates) -> tuple[int, int]:
    """Return how many people are registered for upcoming ones of these dates, and how many wait."""
    upcoming = dates.planned().upcoming()
    rows = Registration.objects.active().filter(capacity__occurrence__in=upcoming)
    people = {True: 0, False: 0}
    for state, number in rows.values_list("state", "people"):
        people[state == Registration.State.BOOKED] += number
    return people[True], people[False]
