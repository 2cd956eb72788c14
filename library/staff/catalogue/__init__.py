"""Titles, copies, imports and labels in the administration."""
