"""What staff do to one date. Each verb is all or nothing and raises `ChangeRefused` where it cannot be done.

A changed date of a series is "different" from then on: its series leaves it as it is, until `back_to_series`.
"""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence
from events.registration.notifications import dates_changed
from kasch_site.common import clock

from .generation import drop, lock, slot_of

# What residents and their calendars see of a date; SEQUENCE (RFC 5545, 3.8.7.4) rises when one of them changes.
VISIBLE = ("starts_at", "ends_at", "is_all_day", "status", "reason", "title", "room_id", "place")


class ChangeRefused(ValidationError):
    """A date cannot be changed like this; the messages say why, by field where they belong to one."""


def cancel(occurrence, reason: str = "") -> Occurrence:
    """Let a date take place not at all. It stays visible with its reason, and keeps its address."""
    return change(occurrence, status=Occurrence.Status.CANCELLED, reason=reason)


def restore(occurrence) -> Occurrence:
    """Let a cancelled date take place after all, whether staff, a holiday or a closing day cancelled it.

    If that is what its series says anyway, it is an ordinary date of the series again.
    """
    with transaction.atomic():
        row = change(occurrence, status=Occurrence.Status.PLANNED, reason="")
        slot = None if (row.title or row.room_id or row.place) else slot_of(row)
        if row.is_different and slot and slot.is_met_by(row):
            row.is_different = False
            row.save(update_fields=["is_different"])
    return row


def move(occurrence, starts_at: datetime, ends_at: datetime, is_all_day: bool = False) -> Occurrence:
    """Put a date at another time or day; the moments are aware."""
    return change(occurrence, starts_at=starts_at, ends_at=ends_at, is_all_day=is_all_day)


def relocate(occurrence, room=None, place: str = "") -> Occurrence:
    """Put a date into another room of the house or to a place outside; neither means: where the event is."""
    return change(occurrence, room=room, place=place)


def retitle(occurrence, title: str) -> Occurrence:
    """Give a date a title of its own; "" means: that of the event."""
    return change(occurrence, title=title)


@transaction.atomic
def change(occurrence, **what) -> Occurrence:
    """Change fields of one date by hand; returns its row as it is now in the database."""
    row = _locked(occurrence)
    before = seen_of(row)
    for name, value in what.items():
        setattr(row, name, value)
    _refuse_impossible(row, what)
    row.is_different = row.series_id is not None
    if seen_of(row) != before:
        row.sequence += 1
    row.save()
    dates_changed()
    return row


@transaction.atomic
def put_back(occurrence, is_different: bool, **what) -> Occurrence:
    """Make a date again what it was before it was changed, an ordinary one of its series if it was one."""
    row = change(occurrence, **what)
    if row.is_different != is_different:
        row.is_different = is_different
        row.save(update_fields=["is_different"])
    return row


@transaction.atomic
def back_to_series(occurrence) -> Occurrence | None:
    """Undo what was changed by hand: the date follows its series again. None if the series has none on that
    day; where somebody signed up for it, it stays and is cancelled."""
    row = _locked(occurrence)
    if row.series is None:
        raise ChangeRefused(_("Dieser Termin gehört zu keiner Serie."))
    if row.slot < clock.today():
        raise ChangeRefused(_("Der Tag dieses Termins liegt zurück. Daran ändert die Serie nichts mehr."))
    slot = slot_of(row)
    if slot is None:
        drop(Occurrence.objects.filter(pk=row.pk))
        dates_changed()
        return Occurrence.objects.filter(pk=row.pk).first()
    before = seen_of(row)
    row.title, row.room, row.place, row.is_different = "", None, "", False
    slot.put_on(row)
    if seen_of(row) != before:
        row.sequence += 1
    row.save()
    dates_changed()
    return row


def touch_dates(event):
    """Tell calendars that something about the event changed which every date shows, such as title or place."""
    event.occurrences.upcoming().update(sequence=F("sequence") + 1, changed_at=clock.now())
    dates_changed()


def _locked(occurrence) -> Occurrence:
    """The row as it is now, nobody else writing at it until the end of the transaction."""
    lock(occurrence.event_id)
    row = Occurrence.objects.select_related("series", "event").filter(pk=occurrence.pk).first()
    if row is None:
        raise ChangeRefused(_("Diesen Termin gibt es nicht mehr. Seine Serie wurde inzwischen geändert."))
    return row


def _refuse_impossible(row, what):
    if row.room_id and row.place:
        raise ChangeRefused({"place": _("Bitte nur eines von beiden: ein Raum im Haus oder ein Ort außerhalb.")})
    untouched = [field.name for field in row._meta.fields if field.name not in what]
    try:
        row.clean_fields(exclude=untouched)
        row.clean()
    except ValidationError as error:
        raise ChangeRefused(error) from error


def seen_of(row) -> list:
    """What residents see of a date, to be compared."""
    # Moments in UTC: Python calls an hour that comes twice unequal to the same moment of another zone (PEP 495).
    moments = [row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC)]
    return moments + [getattr(row, name) for name in VISIBLE[2:]]
