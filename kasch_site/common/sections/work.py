"""Periodic work of a section."""

from __future__ import annotations

from datetime import date, datetime


class DailyWork:
    """Has something to do every day."""

    def daily(self, today: date) -> None:
        """Run the work of this section. Must be idempotent."""
        raise NotImplementedError


class HourlyWork:
    """Has something to do every hour."""

    def hourly(self, now: datetime) -> None:
        """Run the work of this section. Must be idempotent."""
        raise NotImplementedError
