"""What the pages of the counselling need to say the same everywhere."""

from django import template

from counselling.booking.status import data_words
from counselling.notifications.messages import moment_in_words, when_in_words

register = template.Library()
register.filter("when", when_in_words)
register.filter("moment", moment_in_words)


@register.inclusion_tag("counselling/data.html")
def what_becomes_of_data():
    """Two sentences: what becomes of what somebody says here, and who is responsible."""
    return data_words()
