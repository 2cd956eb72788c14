"""A template filter for the list of dates in the administration."""

from django import template

from events.staff.dates.listing import by_day

register = template.Library()
register.filter("by_day", by_day)
