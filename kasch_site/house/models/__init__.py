"""The building and its association as records: the code contains no data of a particular house."""

from .house import FEDERAL_STATES, House
from .languages import Language
from .milestones import Milestone
from .opening_hours import WEEKDAYS, OpeningHours
from .people import ContactPerson, Funder
from .rooms import Room
from .section_appearances import SectionAppearance
from .site_map import MapLine, MapPlace
from .special_days import ClosingDay, OtherHours, PublicHoliday, SchoolHoliday, SpecialPeriod

__all__ = [
    "FEDERAL_STATES",
    "WEEKDAYS",
    "ClosingDay",
    "ContactPerson",
    "Funder",
    "House",
    "Language",
    "MapLine",
    "MapPlace",
    "Milestone",
    "OpeningHours",
    "OtherHours",
    "PublicHoliday",
    "Room",
    "SchoolHoliday",
    "SectionAppearance",
    "SpecialPeriod",
]
