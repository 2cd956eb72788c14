"""Deadlines of offers to waitlisted registrants."""

from datetime import datetime, timedelta

from kasch_site.house.opening.deadlines import answer_by

# Registrants who accept last must still have time to arrive.
MIN_TIME_BEFORE_START = timedelta(hours=2)
MIN_TIME_TO_ANSWER = timedelta(hours=1)


def is_answerable(now: datetime, starts_at: datetime) -> bool:
    """Return whether an offer made at `now` leaves enough time to answer before the date begins."""
    return now + MIN_TIME_TO_ANSWER <= starts_at


def latest_deadline(now: datetime, starts_at: datetime) -> datetime:
    """Return the latest deadline of an offer that is answerable at `now`: two hours before the start, or in an hour."""
    return max(starts_at - MIN_TIME_BEFORE_START, now + MIN_TIME_TO_ANSWER)


def deadline(now: datetime, starts_at: datetime) -> datetime:
    """Return the deadline of an offer made at `now`: it leaves two open days where the date allows."""
    return answer_by(now, latest_deadline(now, starts_at))
