"""What the house knows about a person, over all rooms: telling it, erasing it, and a trace that names nobody."""
