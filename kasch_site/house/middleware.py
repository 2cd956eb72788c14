"""The clock of the house: every page shows the time of the place, whatever the server's zone is."""

from django.utils import timezone

from .building import building


class HouseTimeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        house = building().house
        if house is None:
            return self.get_response(request)
        with timezone.override(house.tz):
            return self.get_response(request)
