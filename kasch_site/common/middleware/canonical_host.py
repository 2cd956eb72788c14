"""Other names of the site lead to its one address, so that people, search engines and log-ins know one site."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponsePermanentRedirect
from django.http.request import split_domain_port


class OneHostMiddleware:
    """Redirects whoever reads under another allowed name of the host to `settings.SITE_URL`.

    Names alone are compared, without port, capitals and scheme: a server in front may write those otherwise, and
    would be led in a circle. What is sent by POST is taken where it comes, for a redirect would lose it.
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
