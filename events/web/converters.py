"""How parts of an address are read."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class TwoDigits(IntConverter):
    """A month or a day: always written "03"; a typed "3" is understood and led there."""

    def to_url(self, value):
        return f"{int(value):02}"


register_converter(TwoDigits, "two")
