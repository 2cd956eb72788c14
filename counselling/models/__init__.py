"""What counselling keeps: topics and hours for a long time, persons for a short one, numbers without persons."""

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
