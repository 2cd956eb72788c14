"""Holds of titles: reservations, and the queue of each title."""
