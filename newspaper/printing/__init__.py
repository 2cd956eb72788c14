"""The printed paper: what is laid out by hand, taken from what the other sections know."""
