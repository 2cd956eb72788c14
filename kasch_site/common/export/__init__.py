"""Exports: iCalendar, JSON-LD, CSV, and statistics with small counts suppressed."""
