"""When a booking is refused: conditions, limits, pages that are out of date."""
