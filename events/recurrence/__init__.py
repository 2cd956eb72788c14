"""Recurrence rules of series and their German descriptions."""
