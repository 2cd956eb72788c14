"""Models of events, registrations and printed plans."""

from .event import Category, Event, Occurrence, OnSpecialDay, Series
from .month import CAN_BE_TAKEN_BACK, AcceptedConflict, MonthRecord, PrintedPlan, UndoStep
from .registration import LARGEST_PARTY, MOST_PLACES, HeadCount, OccurrenceCapacity, Registration, RegistrationSettings

__all__ = [
    "CAN_BE_TAKEN_BACK",
    "LARGEST_PARTY",
    "MOST_PLACES",
    "AcceptedConflict",
    "Category",
    "Event",
    "HeadCount",
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
