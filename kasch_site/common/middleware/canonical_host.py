"""Redirects from alternative host names to the canonical one."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponsePermanentRedirect
from django.http.request import split_domain_port


class OneHostMiddleware:
    """Redirect GET and HEAD requests under another allowed host to `settings.SITE_URL`.

    Compares host names only, without port, case and scheme: a proxy may change those, which would cause a redirect
    loop. POST requests are not redirected, because their body would be lost.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.host = settings.SITE_URL.partition("://")[2]
        self.name = split_domain_port(self.host)[0]

    def __call__(self, request):
        if request.META.get("HTTP_HOST") == self.host or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        try:
            name = split_domain_port(request.get_host())[0]
        except DisallowedHost:
            return self.get_response(request)
        if name == self.name:
            return self.get_response(request)
        return HttpResponsePermanentRedirect(settings.SITE_URL + request.get_full_path())
