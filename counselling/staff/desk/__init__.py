"""The desk: look people up, book, move and cancel for them; the day of a counsellor."""
