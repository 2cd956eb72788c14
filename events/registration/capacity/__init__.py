"""Capacity of dates: limits, free places, row locks and counting triggers."""
