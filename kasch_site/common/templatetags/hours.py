"""Keep times of day on one line."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

register = template.Library()

# "9 Uhr", "10–10:45 Uhr": by default a line may break after the dash and before "Uhr".
_HOURS = re.compile(r"\b\d{1,2}(?::\d\d)?(?:–\d{1,2}(?::\d\d)?)? Uhr\b")


@register.filter
def nowrap_times(text):
    """Wrap each time of day in an element that does not break across lines."""
    return mark_safe(_HOURS.sub(r'<span class="hour">\g<0></span>', conditional_escape(text)))  # noqa: S308
