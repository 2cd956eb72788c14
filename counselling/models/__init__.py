"""Models of counselling: topics and schedules, short-lived personal records, and anonymous statistics."""

from .bookings import Booking, Offer, WaitlistEntry
from .records import AccessLogEntry, ConsultationCount
from .slots import Slot
from .staffing import Absence, Counsellor, ScheduleRule
from .topics import Situation, Topic

__all__ = [
    "Absence",
    "AccessLogEntry",
    "Booking",
    "ConsultationCount",
    "Counsellor",
    "Offer",
    "ScheduleRule",
    "Situation",
    "Slot",
    "Topic",
    "WaitlistEntry",
]
