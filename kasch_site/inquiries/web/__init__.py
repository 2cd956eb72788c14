"""The public pages: ask for a room, offer help."""
