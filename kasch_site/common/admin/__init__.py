"""The administration: what every list and form of it does, and the collection of pictures."""
