"""Calls that an action of staff causes."""
