"""What residents see of the calendar: list, month and day, and the pages of an event and of one date."""

from .calendar import day, event_list, month
from .event import event, occurrence

__all__ = ["day", "event", "event_list", "month", "occurrence"]
