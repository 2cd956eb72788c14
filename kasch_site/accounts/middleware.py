"""Extend sessions while staff work."""

from .sessions import slide


class SlidingSessionMiddleware:
    """Extend the session on each request that accessed it; see `sessions.slide`.

    A page that reloads itself (`Refresh`) does not count as activity.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.session.accessed and "Refresh" not in response:
            slide(request)
        return response
