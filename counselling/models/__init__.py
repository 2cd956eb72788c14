"""What counselling keeps: topics and hours for a long time, persons for a short one, numbers without persons."""

from .appointments import Booking, Offer, Wish
from .records import Reading, Tally
from .staffing import Absence, Counsellor, Hours
from .times import Slot
from .topics import Situation, Topic

__all__ = [
    "Absence",
    "Booking",
    "Counsellor",
    "Hours",
    "Offer",
    "Reading",
    "Situation",
    "Slot",
    "Tally",
    "Topic",
    "Wish",
]
