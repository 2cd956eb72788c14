"""Models of events, registrations and printed plans."""

from .event import Category, Event
from .month import CAN_BE_TAKEN_BACK, AcceptedConflict, MonthHighlight, MonthRecord, PrintedPlan, UndoStep
from .occurrence import Occurrence
from .registration import MAX_PARTY_SIZE, MAX_PLACES, HeadCount, OccurrenceCapacity, Registration, RegistrationSettings
from .series import OnSpecialDay, Series

__all__ = [
    "CAN_BE_TAKEN_BACK",
    "MAX_PARTY_SIZE",
    "MAX_PLACES",
    "AcceptedConflict",
    "Category",
    "Event",
    "HeadCount",
    "MonthHighlight",
    "MonthRecord",
    "Occurrence",
    "OccurrenceCapacity",
    "OnSpecialDay",
    "PrintedPlan",
    "Registration",
    "RegistrationSettings",
    "Series",
    "UndoStep",
]
