"""Generation of the dates of a series, and changes of dates by staff."""
