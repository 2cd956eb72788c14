"""The desk: what follows from a scan, and undoing it."""
