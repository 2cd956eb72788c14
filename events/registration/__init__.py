"""Signing up for a date, without an account: places, the waiting list that moves up by itself, and telling people."""
