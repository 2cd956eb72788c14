"""Management commands of the background work."""
