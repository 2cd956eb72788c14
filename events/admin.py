"""Admin of events; each imported module registers its own classes."""

from .staff import events
from .staff.dates import admin as dates
from .staff.month import assistant as month_assistant
from .staff.registration import admin as registration_admin

__all__ = ["dates", "events", "month_assistant", "registration_admin"]
