"""Changes of a date by staff. Each operation is atomic and raises `ChangeRefused` if it is not possible.

A changed date of a series is marked "different": its series does not update it until `back_to_series`.
"""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence, Registration
from events.registration.date_changes import dates_changed
from kasch_site.common import clock

from .generation import delete_dates, lock, slot_of

# Fields visible to residents and calendars; SEQUENCE (RFC 5545, 3.8.7.4) increases when one of them changes.
VISIBLE = ("starts_at", "ends_at", "is_all_day", "status", "reason", "title", "room_id", "place")


class ChangeRefused(ValidationError):
    """Raised if a date cannot be changed this way; holds error messages, by field where applicable."""


def cancel(occurrence, reason: str = "") -> Occurrence:
    """Cancel a date. It remains visible with its reason, at the same URL."""
    return change(occurrence, status=Occurrence.Status.CANCELLED, reason=reason)


def restore(occurrence) -> Occurrence:
    """Restore a cancelled date, whether staff, a holiday or a closing day cancelled it.

    If its series specifies the same, the date follows the series again.
    """
    return change_back(occurrence, status=Occurrence.Status.PLANNED, reason="")


def change_back(occurrence, **values) -> Occurrence:
    """Change fields of one date back; if its series specifies the same, the date follows the series again."""
    with transaction.atomic():
        row = change(occurrence, **values)
        slot = None if (row.title or row.room_id or row.place or row.is_special is not None) else slot_of(row)
        if row.is_different and slot and slot.matches(row):
            row.is_different = False
            row.save(update_fields=["is_different"])
    return row


def move(occurrence, starts_at: datetime, ends_at: datetime, is_all_day: bool = False) -> Occurrence:
    """Move a date to another time or day; both datetimes are aware."""
    return change(occurrence, starts_at=starts_at, ends_at=ends_at, is_all_day=is_all_day)


def relocate(occurrence, room=None, place: str = "") -> Occurrence:
    """Move a date to another room of the house or to an external place; with neither, use that of the event."""
    return change(occurrence, room=room, place=place)


def retitle(occurrence, title: str) -> Occurrence:
    """Give a date its own title; "" uses that of the event."""
    return change(occurrence, title=title)


@transaction.atomic
def change(occurrence, **values) -> Occurrence:
    """Change fields of one date by hand; return its current row."""
    row = _locked(occurrence)
    before = version_of(row)
    for name, value in values.items():
        setattr(row, name, value)
    _refuse_impossible(row, values)
    _refuse_past(row, before)
    _refuse_hidden(row, before)
    row.is_different = row.series_id is not None
    if version_of(row) != before:
        row.sequence += 1
    row.save()
    dates_changed()
    return row


@transaction.atomic
def restore_state(occurrence, is_different: bool, **values) -> Occurrence:
    """Restore an earlier state of a date, including whether it follows its series."""
    row = change(occurrence, **values)
    if row.is_different != is_different:
        row.is_different = is_different
        row.save(update_fields=["is_different"])
    return row


@transaction.atomic
def back_to_series(occurrence) -> Occurrence | None:
    """Undo manual changes so that the date follows its series again; return the date.

    Return None if the series has no date on that day. A date with registrations is not deleted but cancelled.
    """
    row = _locked(occurrence)
    if row.series is None:
        raise ChangeRefused(_("Dieser Termin gehört zu keiner Serie."))
    if row.slot < clock.today():
        raise ChangeRefused(_("Der Tag dieses Termins liegt zurück. Daran ändert die Serie nichts mehr."))
    slot = slot_of(row)
    if slot is None:
        delete_dates(Occurrence.objects.filter(pk=row.pk))
        dates_changed()
        return Occurrence.objects.filter(pk=row.pk).first()
    before = version_of(row)
    row.title, row.room, row.place, row.is_special, row.is_different = "", None, "", None, False
    slot.apply_to(row)
    if version_of(row) != before:
        row.sequence += 1
    row.save()
    dates_changed()
    return row


def touch_dates(event):
    """Increase SEQUENCE of all dates after a change of the event that every date shows, such as title or place."""
    event.occurrences.upcoming().update(sequence=F("sequence") + 1, changed_at=clock.now())
    dates_changed()


def _locked(occurrence) -> Occurrence:
    """Return the current row, locked until the end of the transaction."""
    lock(occurrence.event_id)
    row = Occurrence.objects.select_related("series", "event").filter(pk=occurrence.pk).first()
    if row is None:
        raise ChangeRefused(_("Diesen Termin gibt es nicht mehr. Seine Serie wurde inzwischen geändert."))
    return row


def _refuse_impossible(row, values):
    if row.room_id and row.place:
        raise ChangeRefused({"place": _("Bitte nur eines von beiden: ein Raum im Haus oder ein Ort außerhalb.")})
    untouched = [field.name for field in row._meta.fields if field.name not in values]
    try:
        row.clean_fields(exclude=untouched)
        row.clean()
    except ValidationError as error:
        raise ChangeRefused(error) from error


def _refuse_past(row, before):
    """Refuse to move a date with registrants into the past: nobody would be notified."""
    now = clock.now()
    is_moved_there = row.ends_at <= now < before[VISIBLE.index("ends_at")]
    if is_moved_there and Registration.objects.active().for_date(row).exists():
        text = _("Es sind Menschen angemeldet, und dieser Tag ist vorbei. Soll der Termin entfallen, sagen Sie ihn ab.")
        raise ChangeRefused({"starts_at": text})


def _refuse_hidden(row, before):
    """Refuse to restore a date that residents cannot see if its registrants have been notified that it is cancelled."""
    was_cancelled = before[VISIBLE.index("status")] == Occurrence.Status.CANCELLED
    is_restored_unseen = was_cancelled and not row.is_cancelled and not row.event.is_published()
    if is_restored_unseen and Registration.objects.active().for_date(row).exists():
        raise ChangeRefused(
            _("Wer angemeldet ist, weiß von der Absage. Veröffentlichen Sie zuerst wieder die Veranstaltung.")
        )


def version_of(row) -> list:
    """Return the values of a date visible to residents, for comparison."""
    # Compare in UTC: Python treats times in a repeated hour as unequal to the same instant in another zone (PEP 495).
    moments = [row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC)]
    return moments + [getattr(row, name) for name in VISIBLE[2:]]
