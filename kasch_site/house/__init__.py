"""The house: name, address, contact people, rooms, opening hours, closed days, stationery."""
