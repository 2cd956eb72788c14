"""Keep secret addresses (capability URLs) out of pages, caches and logs.

Views of such addresses protect their own pages. But a request may be answered before its view runs (CSRF failure, body
too large) or without any view (a link truncated by a mail program), and log lines are written elsewhere. So secrets are
recognised by their form: a long path segment with a capital letter or an underscore, as in tokens of
`visitors.access_tokens` and never in page addresses; file names are excluded.
"""

import re

from django.utils.cache import add_never_cache_headers

SHORTEST = 20  # of 43 characters; a shorter remainder of a truncated token is harmless
_LONG = re.compile(rf"(?<=/)[A-Za-z0-9_-]{{{SHORTEST},}}(?![\w-]|\.\w{{2,5}})", re.ASCII)


class SecretAddressesMiddleware:
    """On secret addresses, expose only the public prefix to templates and forbid caching of error responses."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        shown = public_part(request.path)
        if shown == request.path:
            return self.get_response(request)
        request.public_path = shown
        response = self.get_response(request)
        if response.status_code >= 300 and "no-store" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
            response.setdefault("X-Robots-Tag", "noindex")
        return response


def public_part(path: str) -> str:
    """Return the path up to the first secret: "/anmeldung/" of "/anmeldung/<secret>/abmelden/"."""
    shown = []
    for part in path.split("/"):
        if without_secrets(f"/{part}") != f"/{part}":
            return "/".join([*shown, ""])
        shown.append(part)
    return path


def without_secrets(text: str) -> str:
    """Return the text with an ellipsis for each secret in its paths."""
    return _LONG.sub(lambda found: "…" if _looks_secret(found[0]) else found[0], text)


def _looks_secret(word):
    return "_" in word or any(sign.isupper() for sign in word)
