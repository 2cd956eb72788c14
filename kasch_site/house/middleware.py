"""Activate the time zone of the house for each request."""

from django.utils import timezone

from .building import building


class HouseTimeMiddleware:
    """Activate the time zone of the house, whatever that of the server is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        house = building().house
        if house is None:
            return self.get_response(request)
        with timezone.override(house.tz):
            return self.get_response(request)
