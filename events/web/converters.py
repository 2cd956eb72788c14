"""URL path converters."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class TwoDigits(IntConverter):
    """A month or a day of two digits: "03". Accepts "3", which is then redirected."""

    def to_url(self, value):
        """Return the number with two digits."""
        return f"{int(value):02}"


register_converter(TwoDigits, "two")
