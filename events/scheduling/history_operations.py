"""Consequences of reverting an event or a date to an earlier state, or of restoring one from the bin."""

from django.core.exceptions import ValidationError

from events.models import Occurrence, RegistrationSettings, Series
from events.registration.capacity.capacity import change_places
from events.registration.date_changes import dates_changed
from events.registration.refusals import RegistrationRefused
from kasch_site.common import clock
from kasch_site.common.history.reverting import Operations

from .changes import VISIBLE, change_back, touch_dates
from .generation import end_series, make_dates
from .publication import cancel_expected_dates

_FIELDS = (*VISIBLE, "is_special")


class EventOperations(Operations):
    """Reverting an event: its dates follow its series again, and registrants are notified of the changes."""

    def remove(self, part):
        """Delete a part that was added since; a series with its future dates."""
        if isinstance(part, Series):
            end_series(part)
        else:
            super().remove(part)

    def finish(self, record, before):
        """Update places and dates; cancel those with registrants if the event is not public any more."""
        self._change_places(record, before)
        touch_dates(record)
        make_dates(clock.today(), event=record)
        if not record.is_published():
            cancel_expected_dates(record)

    def _change_places(self, record, before):
        old = {values["places"] for (kind, _pk), values in before.items() if kind.model is RegistrationSettings}
        new = set(RegistrationSettings.objects.filter(event=record).values_list("places", flat=True))
        if old and new and old != new:
            try:
                change_places(record, old.pop(), new.pop())
            except RegistrationRefused as refused:
                raise ValidationError(str(refused)) from refused


class DateOperations(Operations):
    """Reverting a date: it is changed back as by hand; calendars and registrants are notified."""

    def save(self, record):
        """Revert the date; it follows its series again if it then matches its rule."""
        change_back(Occurrence.objects.get(pk=record.pk), **{name: getattr(record, name) for name in _FIELDS})

    def finish(self, record, before):
        """Notify registrants of a restored date."""
        dates_changed()
