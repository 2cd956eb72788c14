"""Times of day that stay in one piece."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

register = template.Library()

# "9 Uhr", "10–10:45 Uhr": a line may break after the dash and before the word unless told otherwise.
_HOURS = re.compile(r"\b\d{1,2}(?::\d\d)?(?:–\d{1,2}(?::\d\d)?)? Uhr\b")


@register.filter
def keep_hours(words):
    """The words, with each time of day in a box that goes to the next line as a whole."""
    return mark_safe(_HOURS.sub(r'<span class="hour">\g<0></span>', conditional_escape(words)))  # noqa: S308
