"""Search and lists of the desk: dates with registration, and their registrants."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Occurrence, Registration
from events.recurrence.descriptions import short_day_of
from events.registration.settings import places_of, settings_of
from kasch_site.common import clock
from kasch_site.common.text.folding import word_matcher
from kasch_site.common.text.time_words import time_in_words
from kasch_site.visitors import search as visitor_search

# Dates without registrations are listed only this far ahead; a weekly course has a hundred of them.
AHEAD = timedelta(weeks=6)
DAYS_BACK = timedelta(days=30)
MAX_DATES = 300


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date in the list: held places and length of the waitlist; `places` is None without a limit."""

    date: Occurrence
    places: int | None
    held: int
    waiting: int

    @property
    def when(self) -> str:
        """Return day and time: "Di, 24.11., 9:30–10:30 Uhr"."""
        date = self.date
        return f"{short_day_of(date)}, {time_in_words(date.starts_at, date.ends_at, date.is_all_day)}"

    @property
    def words(self) -> str:
        """Return the occupancy: "12 von 15, 3 warten"."""
        return occupancy_in_words(self.places, self.held, self.waiting)

    @property
    def is_full(self) -> bool:
        """Return whether no place is left."""
        return self.places is not None and self.held >= self.places


@dataclass(slots=True)
class RegistrationsByState:
    """All registrations of a date by status; those on the waitlist are numbered."""

    booked: list[Registration] = field(default_factory=list)
    offered: list[Registration] = field(default_factory=list)
    waiting: list[tuple[int, Registration]] = field(default_factory=list)
    cancelled: list[Registration] = field(default_factory=list)

    @property
    def people(self) -> int:
        """Return the number of people expected."""
        return sum(row.people for row in self.booked)


def occupancy_in_words(places: int | None, held: int, waiting: int) -> str:
    """Return the occupancy: "12 von 15, 3 warten", without a limit "12 angemeldet"."""
    text = _("%(held)d angemeldet") if places is None else _("%(held)d von %(places)d")
    parts = [text % {"held": held, "places": places}]
    if waiting:
        parts.append(ngettext("%(count)d wartet", "%(count)d warten", waiting) % {"count": waiting})
    return ", ".join(parts)


def upcoming_dates(*, everything: bool = False) -> list[DateLine]:
    """Return future dates with registration: those of the coming weeks, later ones if they have registrations."""
    now = clock.now()
    active = Registration.objects.active().filter(capacity=OuterRef("pk"))
    dates = Occurrence.objects.upcoming(now).annotate(is_wanted=Exists(active))
    taking = Occurrence.objects.taking_registrations()
    if not everything:
        taking = taking.filter(starts_at__lt=now + AHEAD)
    return _lines(dates.filter(Q(pk__in=taking.values("pk")) | Q(is_wanted=True)).order_by("starts_at", "pk"))


def past_dates() -> list[DateLine]:
    """Return past dates whose names are not yet deleted, latest first."""
    now = clock.now()
    dates = Occurrence.objects.with_any_registration().filter(ends_at__lte=now, ends_at__gt=now - DAYS_BACK)
    return _lines(dates.order_by("-starts_at", "pk"))


def line_of(date: Occurrence) -> DateLine:
    """Return one date as a row of the list."""
    return _lines(Occurrence.objects.filter(pk=date.pk))[0]


def registrations_of(date: Occurrence) -> RegistrationsByState:
    """Return all registrations of one date, in one query."""
    registrations = RegistrationsByState()
    for row in Registration.objects.for_date(date).order_by("created_at", "pk"):
        if row.state == Registration.State.WAITING:
            registrations.waiting.append((len(registrations.waiting) + 1, row))
        elif row.state in Registration.HOLDING:
            (registrations.booked if row.state == Registration.State.BOOKED else registrations.offered).append(row)
        else:
            registrations.cancelled.append(row)
    return registrations


def others_of(registration: Registration) -> list[Registration]:
    """Return other active registrations of the same contact for the same date."""
    of_contact = Registration.objects.active().of_contact(registration.email or registration.phone)
    return list(of_contact.filter(capacity=registration.capacity_id).exclude(pk=registration.pk))


def search(query: str) -> list[Registration]:
    """Return matching registrations, future ones first."""
    rows = Registration.objects.select_related("capacity__occurrence__event")
    return visitor_search.search(query, rows, lambda row: row.occurrence)


def search_dates(query: str) -> list[DateLine]:
    """Return future dates whose title contains these words."""
    matches = word_matcher(query)
    if matches is None:
        return []
    lines = [line for line in upcoming_dates(everything=True) if matches(line.date.shown_title)]
    return lines[: visitor_search.MAX_RESULTS]


def with_numbers(dates):
    """Load the data for `occupancy` of each date."""
    wait = (
        Registration.objects.filter(capacity=OuterRef("pk"), state=Registration.State.WAITING)
        .order_by()
        .values("capacity")
    )
    waiting = Subquery(wait.annotate(all=Sum("people")).values("all"), output_field=IntegerField())
    return dates.with_places().annotate(waiting=Coalesce(waiting, 0))


def occupancy(date: Occurrence) -> str:
    """Return the occupancy of a date of `with_numbers` as text; "" without registration and registrants."""
    if getattr(date, "capacity", None) is None and settings_of(date) is None:
        return ""
    return occupancy_in_words(*_numbers(date))


def _lines(dates):
    rows = with_numbers(dates).select_related("event__registration_settings", "capacity", "series", "room")
    return [DateLine(row, *_numbers(row)) for row in rows[:MAX_DATES]]


def _numbers(row):
    capacity = getattr(row, "capacity", None)
    if capacity:
        return capacity.places, capacity.held, row.waiting
    return places_of(row), 0, 0
