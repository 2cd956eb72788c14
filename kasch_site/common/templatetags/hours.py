"""Times of day, in one style, and kept on one line."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from kasch_site.common.text.time_words import aligned_time, clock_time

register = template.Library()
# "9", "9:30", for sentences that go on with "Uhr"; and "9:00", for columns of times.
register.filter("clock_time", clock_time, expects_localtime=True)
register.filter("aligned_time", aligned_time, expects_localtime=True)

# "9 Uhr", "10–10:45 Uhr": by default a line may break after the dash and before "Uhr".
_HOURS = re.compile(r"\b\d{1,2}(?::\d\d)?(?:–\d{1,2}(?::\d\d)?)? Uhr\b")


@register.filter
def nowrap_times(text):
    """Wrap each time of day in an element that does not break across lines."""
    return mark_safe(_HOURS.sub(r'<span class="hour">\g<0></span>', conditional_escape(text)))  # noqa: S308
