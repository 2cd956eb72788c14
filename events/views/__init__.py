"""What residents see of the calendar: list, month and day, the pages of an event and of one date,
and the month on paper."""

from .calendar import day, event_list, month
from .event import event, occurrence
from .plan import month_plan

__all__ = ["day", "event", "event_list", "month", "month_plan", "occurrence"]
