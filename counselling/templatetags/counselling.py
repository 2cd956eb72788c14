"""Template tags for texts shared by all pages of counselling."""

from django import template

from counselling.booking.status import data_protection_context
from counselling.notifications.messages import moment_in_words, when_in_words

register = template.Library()
register.filter("when", when_in_words)
register.filter("moment", moment_in_words)


@register.inclusion_tag("counselling/data.html")
def data_protection_note():
    """Return the context of the two sentences on data protection: retention, and the responsible body."""
    return data_protection_context()
