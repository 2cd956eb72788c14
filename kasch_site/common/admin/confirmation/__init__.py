"""Questions before a save or a deletion, with the notifications that it would cause."""
