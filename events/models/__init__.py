"""Models of events, registrations and printed plans."""

from .event import Category, Event
from .month import UNDO_STEP_LIFETIME, AcceptedConflict, MonthHighlight, MonthRecord, PrintedPlan, UndoStep
from .occurrence import Occurrence
from .registration import MAX_PARTY_SIZE, MAX_PLACES, HeadCount, OccurrenceCapacity, Registration, RegistrationSettings
from .series import OnSpecialDay, Series

__all__ = [
    "MAX_PARTY_SIZE",
    "MAX_PLACES",
    "UNDO_STEP_LIFETIME",
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
