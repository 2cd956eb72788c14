"""Sessions that slide while staff work."""

from .sessions import slide


class SlidingSessionMiddleware:
    """Slide the session with each request that used it; see `sessions.slide`.

    A page that reloads itself (`Refresh`) does not show that anybody is at work.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.session.accessed and "Refresh" not in response:
            slide(request)
        return response
