"""Two headers that Django does not set: Permissions-Policy and Cross-Origin-Resource-Policy."""

from django.conf import settings


class ResourcePolicyMiddleware:
    """Tell browsers what pages never ask for, and that other sites may not embed our files (Fetch, 3.8).

    Before WhiteNoise, so that static files have them too. A view may set another value.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.headers = {
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in settings.PERMISSIONS_POLICY),
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response
