"""The calendar as data: entries, filters, lists and months."""
