"""Pages to send a contribution to the newspaper, and a person's own page about it."""
