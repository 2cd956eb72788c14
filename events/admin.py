"""Admin of events; each imported module registers its own classes."""

from .staff import dates, events, month_assistant, registration_admin

__all__ = ["dates", "events", "month_assistant", "registration_admin"]
