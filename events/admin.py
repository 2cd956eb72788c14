"""What staff keep of events; each module below registers its own."""

from .staff import dates, events, month_assistant, registration_admin

__all__ = ["dates", "events", "month_assistant", "registration_admin"]
